'use strict'

// Events that the JavaScript SDK of CloudEvents sends, in each mode, are the same events when it reads them in a function.

const assert = require('node:assert/strict')
const { after, before, describe, it } = require('node:test')
const { CloudEvent, HTTP, Mode, V03, emitterFor, httpTransport } = require('cloudevents')
const { HttpFunction } = require('./http-function')
const { eventsUrl, sdkOf } = require('./gateway')

const JSON_TYPE = 'application/json'

/** What events carry: media type and data. */
const PAYLOADS = {
  'an object': [JSON_TYPE, { name: 'Ada', nested: { list: [1, [], {}], none: null }, 'ключ "\\\n': '\u0000\u2028😀' }],
  'an empty object': [JSON_TYPE, {}],
  'an array': [JSON_TYPE, [1, 'two', null, false, { three: 3 }]],
  'an empty array': [JSON_TYPE, []],
  'a string': [JSON_TYPE, 'Ada "the first" Löwe 😀'],
  'an empty string': [JSON_TYPE, ''],
  'an integer': [JSON_TYPE, Number.MAX_SAFE_INTEGER],
  'a fraction': [JSON_TYPE, -1.5e-7],
  zero: [JSON_TYPE, 0],
  true: [JSON_TYPE, true],
  false: [JSON_TYPE, false],
  null: [JSON_TYPE, null],
  nothing: [JSON_TYPE, undefined],
  'JSON with a charset': ['application/json; charset=utf-8', { name: 'Löwe' }],
  'JSON of another name': ['application/vnd.example+json', { name: 'Löwe' }],
  'a text': ['text/plain', 'Grüße, "Ada"\n{"not": json} 😀'],
  'a text that looks like JSON': ['text/plain', '{"a": 1}'],
  'a text with a charset': ['text/csv; charset=utf-8', 'a;b\r\n1;ä\r\n'],
  'a form': ['application/x-www-form-urlencoded', 'name=Ada+L%C3%B6we&age=36'],
  bytes: ['application/octet-stream', Uint8Array.from({ length: 256 }, (_, index) => index)],
  'one byte': ['application/octet-stream', Uint8Array.of(0)],
  'bytes of an image': ['image/png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)]
}

const ATTRIBUTES = { subject: 'a subject/of it', dataschema: 'https://example.com/schema#1', time: '2026-01-02T03:04:05.678Z' }

let target
let number = 0

before(async () => {
  target = await HttpFunction.start(() => ({ status: 200, body: '{"statusCode": 200}' }))
  const sdk = sdkOf('cloudevents')
  await sdk.createFunction({ functionId: 'reader', type: 'http', provider: { url: target.url } })
  await sdk.createEventType({ name: 'js.event' })
  await sdk.subscribe({ type: 'async', eventType: 'js.*', functionId: 'reader' })
})
after(() => target.close())

/** An event of a type of its own. */
function eventOf ([datacontenttype, data], attributes = {}) {
  number++
  const type = `js.event.${number}`
  return new CloudEvent({ type, source: `/js?number=${number}`, id: `${number}`, datacontenttype, data, ...attributes })
}

/** Sends a message of the SDK, and sees that it is accepted. */
async function post ({ headers, body }) {
  const reply = await fetch(eventsUrl, { method: 'POST', headers, body })
  assert.equal(reply.status, 202, await reply.text())
}

/** The SDK leaves it to its caller to write anything but objects as JSON in binary mode. */
function binary (event) {
  const { headers, body } = HTTP.binary(event)
  const isWritten = body === undefined || body instanceof Uint8Array || typeof event.data === 'object'
  return { headers, body: /json/.test(event.datacontenttype) && !isWritten ? JSON.stringify(body) : body }
}

async function readByFunction (type) {
  const [{ headers, body }] = await target.received(type)
  return { body, event: HTTP.toEvent({ headers, body }) }
}

/** What a function gets of an event: the gateway counts its passages. */
function passed (event) {
  return event.cloneWith({ eventgatewayhops: 1 })
}

/** Sees that the function was sent this event, whole, and that the SDK reads it there. */
async function arrives (original) {
  const sent = passed(original)
  const { body, event } = await readByFunction(sent.type)
  assert.deepEqual(JSON.parse(body), JSON.parse(sent.toString()))
  assert.deepEqual(JSON.parse(event.toString()), asTheSdkReadsItself(sent))
  if (sent.data instanceof Uint8Array) assert.deepEqual(Uint8Array.from(event.data), sent.data)
  assert.ok(event.validate())
}

/** Whoever sends them, in structured mode the SDK reads no values that are like false; all else is as it was sent. */
function asTheSdkReadsItself (sent) {
  const { data, ...others } = JSON.parse(sent.toString())
  const read = data ? { data, ...others } : others
  assert.deepEqual(JSON.parse(HTTP.toEvent(HTTP.structured(sent)).toString()), read)
  return read
}

for (const [name, payload] of Object.entries(PAYLOADS)) {
  describe(`an event with ${name}`, () => {
    it('arrives when sent in binary mode', async () => {
      const sent = eventOf(payload, { ...ATTRIBUTES, extension: 'a value' })
      await post(binary(sent))
      await arrives(sent)
    })

    it('arrives when sent in structured mode', async () => {
      const sent = eventOf(payload, { ...ATTRIBUTES, extension: 'ein Wört', flag: true, count: -2147483648 })
      await post(HTTP.structured(sent))
      await arrives(sent)
    })
  })
}

describe('a batch', () => {
  it('arrives as each of its events', async () => {
    const sent = Object.values(PAYLOADS).map(payload => eventOf(payload, { ...ATTRIBUTES, count: 7 }))
    await post({ headers: { 'Content-Type': 'application/cloudevents-batch+json' }, body: JSON.stringify(sent) })
    for (const event of sent) await arrives(event)
  })

  it('may be empty', async () => {
    await post({ headers: { 'Content-Type': 'application/cloudevents-batch+json' }, body: '[]' })
  })
})

describe('the SDK itself', () => {
  for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
    it(`emits in ${mode} mode over its own transport`, async () => {
      const emit = emitterFor(httpTransport(eventsUrl), { mode })
      const events = [PAYLOADS['an object'], PAYLOADS['a text'], PAYLOADS.bytes].map(payload => eventOf(payload))
      for (const event of events) assert.equal((await emit(event)).body, '')
      for (const event of events) await arrives(event)
    })
  }

  it('says JSON in binary mode when the event does not say', async () => {
    const sent = eventOf([undefined, { name: 'Ada' }])
    await post(HTTP.binary(sent))
    await arrives(sent.cloneWith({ datacontenttype: 'application/json; charset=utf-8' }))
  })

  it('sends a string as JSON without quotes in binary mode, which arrives as these bytes', async () => {
    const sent = eventOf([JSON_TYPE, 'no JSON'])
    await post(HTTP.binary(sent))
    await arrives(sent.cloneWith({ data: new TextEncoder().encode('no JSON') }))
  })

  it('sends XML as a text, which arrives as bytes from binary mode', async () => {
    const [structured, bare] = [1, 2].map(() => eventOf(['application/xml', '<a b="c">ä</a>']))
    await post(HTTP.structured(structured))
    await arrives(structured)
    await post(HTTP.binary(bare))
    await arrives(bare.cloneWith({ data: new TextEncoder().encode(bare.data) }))
  })
})

describe('an event of version 0.3', () => {
  it('arrives in its version from binary and from structured mode', async () => {
    for (const write of [binary, HTTP.structured]) {
      const attributes = { specversion: V03, subject: 'a', schemaurl: 'https://example.com/schema', extension: 'b' }
      const sent = eventOf(PAYLOADS['an object'], { ...attributes, time: ATTRIBUTES.time })
      await post(write(sent))
      const { body, event } = await readByFunction(sent.type)
      assert.deepEqual(JSON.parse(body), JSON.parse(passed(sent).toString()))
      assert.deepEqual(JSON.parse(event.toString()), JSON.parse(passed(sent).toString()))
    }
  })

  it('brings its bytes', async () => {
    const bytes = PAYLOADS.bytes[1]
    const sent = eventOf([PAYLOADS.bytes[0], Buffer.from(bytes).toString('base64')],
      { specversion: V03, datacontentencoding: 'base64' })
    await post(HTTP.structured(sent))
    const { event } = await readByFunction(sent.type)
    assert.equal(event.specversion, V03)
    assert.deepEqual(Uint8Array.from(event.data), bytes)
  })
})

describe('what the gateway makes an event itself', () => {
  it('is one that the SDK reads: a plain request', async () => {
    const sdk = sdkOf('cloudevents')
    await sdk.createEventType({ name: 'http.request' })
    const route = { type: 'sync', eventType: 'http.request', method: 'PUT', path: '/cloudevents/:id' }
    await sdk.subscribe({ ...route, functionId: 'reader' })
    const reply = await fetch(`${eventsUrl}/cloudevents/7?a=b`, { method: 'PUT', body: 'text' })
    assert.equal(reply.status, 200)
    const { event } = await readByFunction('http.request')
    assert.ok(event.validate())
    assert.equal(event.data.body, 'text')
    assert.deepEqual(event.data.params, { id: '7' })
  })

  it('is one that the SDK reads: a request with the header Event', async () => {
    await post({ headers: { Event: 'js.legacy', 'Content-Type': 'text/plain' }, body: 'Ada' })
    const { event } = await readByFunction('js.legacy')
    assert.ok(event.validate())
    assert.equal(event.data, 'Ada')
  })
})
