'use strict'

// What the SDK of the first Event Gateway does, and what it says when something is wrong, with this one behind it.

const assert = require('node:assert/strict')
const { after, before, describe, it } = require('node:test')
const EventGateway = require('@serverless/event-gateway-sdk')
const { HttpFunction } = require('./http-function')
const { configUrl, eventsUrl, sdkOf } = require('./gateway')

const UNCALLED = { type: 'http', provider: { url: 'http://127.0.0.1:9/' } }

/** The SDK in a space that has a function and an event type. */
async function prepared (space, eventType = 'test.event', provider = UNCALLED.provider) {
  const sdk = sdkOf(space)
  await sdk.createFunction({ functionId: 'hello', type: 'http', provider })
  await sdk.createEventType({ name: eventType })
  return sdk
}

function fails (promise, message) {
  return assert.rejects(promise, { name: 'Error', message })
}

function broken (struct, field, tag) {
  return `Key: '${struct}.${field}' Error:Field validation for '${field}' failed on the '${tag}' tag`
}

describe('event types', () => {
  it('are created, updated, listed and deleted', async () => {
    const sdk = sdkOf('sdk-types')
    assert.deepEqual(await sdk.listEventTypes(), [])
    assert.deepEqual(await sdk.createEventType({ name: 'user.created' }), { space: 'sdk-types', name: 'user.created' })
    const described = { space: 'sdk-types', name: 'user.created', metadata: { team: 'web', 'cost center': 'ä & b' } }
    assert.deepEqual(await sdk.updateEventType(described), described)
    const other = await sdk.createEventType({ name: 'user.deleted', metadata: { team: 'web' } })
    assert.deepEqual(await sdk.listEventTypes(), [described, other])
    assert.deepEqual(await sdk.listEventTypes({ 'metadata.team': 'web' }), [described, other])
    assert.deepEqual(await sdk.listEventTypes({ 'metadata.team': 'web', 'metadata.cost center': 'ä & b' }), [described])
    assert.deepEqual(await sdk.listEventTypes({ 'metadata.team': 'none' }), [])
    assert.equal(await sdk.deleteEventType({ name: 'user.created' }), undefined)
    assert.deepEqual(await sdk.listEventTypes(), [other])
  })

  it('name the function that authorizes them', async () => {
    const sdk = await prepared('sdk-authorizers')
    const guarded = { space: 'sdk-authorizers', name: 'guarded', authorizerId: 'hello' }
    assert.deepEqual(await sdk.createEventType({ name: 'guarded', authorizerId: 'hello' }), guarded)
    await fails(sdk.deleteFunction({ functionId: 'hello' }), 'Failed to delete the function hello due the error: ' +
      'Function hello cannot be deleted because is used as an authorizer for guarded event type.')
    await fails(sdk.createEventType({ name: 'other', authorizerId: 'nobody' }),
      "Failed to create other event type due the error: Authorizer function doesn't exists.")
    assert.deepEqual(await sdk.updateEventType({ name: 'guarded' }), { space: 'sdk-authorizers', name: 'guarded' })
    await sdk.deleteFunction({ functionId: 'hello' })
  })

  it('are refused with the reason', async () => {
    const sdk = await prepared('sdk-types-refused')
    await sdk.subscribe({ type: 'async', eventType: 'test.event', functionId: 'hello' })
    await fails(sdk.createEventType({ name: 'test.event' }),
      'Failed to create test.event event type due the error: Event Type "test.event" already exists.')
    await fails(sdk.createEventType({}), 'Failed to create undefined event type due the error: ' +
      `Event Type doesn't validate. Validation error: ${broken('Type', 'Name', 'required')}`)
    await fails(sdk.updateEventType({ name: 'nothing' }),
      'Failed to update nothing event type due the error: Event Type "nothing" not found.')
    await fails(sdk.deleteEventType({ name: 'nothing' }),
      'Failed to delete nothing event type due the error: Event Type "nothing" not found.')
    await fails(sdk.deleteEventType({ name: 'test.event' }), 'Failed to delete test.event event type due the error: ' +
      'Event type cannot be deleted because there are subscriptions using it.')
  })
})

describe('functions', () => {
  it('are created, updated, listed and deleted', async () => {
    const sdk = sdkOf('sdk-functions')
    const provider = { url: 'https://functions.example.com/hello' }
    const created = { space: 'sdk-functions', functionId: 'hello', type: 'http', provider }
    assert.deepEqual(await sdk.listFunctions(), [])
    assert.deepEqual(await sdk.createFunction({ functionId: 'hello', type: 'http', provider }), created)
    assert.deepEqual(await sdk.listFunctions(), [created])
    const updated = { ...created, provider: { url: 'https://functions.example.com/v2' }, metadata: { foo: 'bar' } }
    assert.deepEqual(await sdk.updateFunction(updated), updated)
    const other = await sdk.createFunction({ functionId: 'another', ...UNCALLED, metadata: { foo: 'baz' } })
    assert.deepEqual(await sdk.listFunctions(), [other, updated])
    assert.deepEqual(await sdk.listFunctions({ 'metadata.foo': 'bar' }), [updated])
    assert.deepEqual(await sdk.listFunctions({ 'metadata.foo': 'nothing' }), [])
    assert.equal(await sdk.deleteFunction({ functionId: 'hello' }), undefined)
    assert.deepEqual(await sdk.listFunctions(), [other])
  })

  it('are refused with the reason', async () => {
    const sdk = await prepared('sdk-functions-refused')
    await sdk.subscribe({ type: 'async', eventType: 'test.event', functionId: 'hello' })
    const invalid = "due the error: Function doesn't validate. Validation error:"
    await fails(sdk.createFunction({ functionId: 'hello', ...UNCALLED }),
      'Failed to create the function hello due the error: Function "hello" already registered.')
    await fails(sdk.createFunction({ functionId: 'bad' }),
      `Failed to create the function bad ${invalid} provider configuration not set`)
    await fails(sdk.createFunction({ functionId: 'bad', type: 'http', provider: {} }),
      `Failed to create the function bad ${invalid} missing required fields for HTTP endpoint`)
    await fails(sdk.createFunction({ functionId: 'not good', ...UNCALLED }),
      `Failed to create the function not good ${invalid} ${broken('Function', 'ID', 'functionid')}`)
    await fails(sdk.updateFunction({ functionId: 'nothing', ...UNCALLED }),
      'Failed to update the function nothing due the error: Function "nothing" not found.')
    await fails(sdk.deleteFunction({ functionId: 'nothing' }),
      'Failed to delete the function nothing due the error: Function "nothing" not found.')
    await fails(sdk.deleteFunction({ functionId: 'hello' }), 'Failed to delete the function hello due the error: ' +
      "Function cannot be deleted because it's subscribed to a least one event.")
  })
})

describe('subscriptions', () => {
  it('are made, listed and ended', async () => {
    const sdk = await prepared('sdk-subscriptions')
    const subscription = { type: 'async', eventType: 'test.event', functionId: 'hello' }
    const made = {
      space: 'sdk-subscriptions',
      subscriptionId: 'YXN5bmMsdGVzdC5ldmVudCxoZWxsbywlMkYsUE9TVA',
      ...subscription,
      path: '/',
      method: 'POST'
    }
    assert.deepEqual(await sdk.listSubscriptions(), [])
    assert.deepEqual(await sdk.subscribe(subscription), made)
    const route = { type: 'sync', eventType: 'test.event', functionId: 'hello', path: 'sdk/:id', method: 'get' }
    const other = await sdk.subscribe({ ...route, metadata: { team: 'web' } })
    assert.deepEqual(other, {
      ...route,
      space: 'sdk-subscriptions',
      subscriptionId: Buffer.from('sync,test.event,%2Fsdk%2F:id,GET').toString('base64url'),
      path: '/sdk/:id',
      method: 'GET',
      metadata: { team: 'web' }
    })
    assert.deepEqual(await sdk.listSubscriptions(), [made, other])
    assert.deepEqual(await sdk.listSubscriptions({ 'metadata.team': 'web' }), [other])
    assert.equal(await sdk.unsubscribe({ subscriptionId: made.subscriptionId }), undefined)
    assert.deepEqual(await sdk.listSubscriptions(), [other])
  })

  it('are refused with the reason', async () => {
    const sdk = await prepared('sdk-subscriptions-refused')
    const async = { type: 'async', eventType: 'test.event', functionId: 'hello' }
    const route = { type: 'sync', eventType: 'test.event', functionId: 'hello', path: '/sdk-refused/:a' }
    const { subscriptionId } = await sdk.subscribe(async)
    await sdk.subscribe(route)
    const start = 'Failed to subscribe the event test.event to the function hello due the error:'
    const invalid = "Subscription doesn't validate. Validation error:"
    await fails(sdk.subscribe(async), `${start} Subscription "${subscriptionId}" already exists.`)
    await fails(sdk.subscribe({ ...route, path: '/sdk-refused/:b' }),
      `${start} Subscription path conflict: route /sdk-refused/:b conflicts with existing route`)
    await fails(sdkOf('sdk-subscriptions-refused').subscribe({ eventType: 'test.event', functionId: 'hello' }),
      `${start} ${invalid} ${broken('Subscription', 'Type', 'required')}`)
    await fails(sdk.subscribe({ ...async, method: 'FETCH' }), `${start} ${invalid} ` +
      broken('Subscription', 'Method', 'eq=GET|eq=POST|eq=DELETE|eq=PUT|eq=PATCH|eq=HEAD|eq=OPTIONS'))
    await fails(sdk.subscribe({ ...async, eventType: 'nothing' }),
      'Failed to subscribe the event nothing to the function hello due the error: Event Type "nothing" not found.')
    await fails(sdk.subscribe({ ...async, functionId: 'nobody' }),
      'Failed to subscribe the event test.event to the function nobody due the error: Function "nobody" not found.')
    await fails(sdk.unsubscribe({ subscriptionId: 'nothing' }),
      'Failed to unsubscribe the subscription nothing due the error: Subscription "nothing" not found.')
  })
})

describe('CORS rules', () => {
  it('are created, updated, listed and deleted', async () => {
    const sdk = sdkOf('sdk-cors')
    const created = {
      space: 'sdk-cors',
      corsId: 'GET%2Fsdk-cors%2F:id',
      method: 'GET',
      path: '/sdk-cors/:id',
      allowedOrigins: ['*'],
      allowedMethods: ['HEAD', 'GET', 'POST'],
      allowedHeaders: ['Origin', 'Accept', 'Content-Type'],
      allowCredentials: false
    }
    assert.deepEqual(await sdk.listCORS(), [])
    assert.deepEqual(await sdk.createCORS({ method: 'GET', path: '/sdk-cors/:id' }), created)
    assert.deepEqual(await sdk.listCORS(), [created])
    const updated = {
      ...created,
      allowedOrigins: ['https://www.example.com'],
      allowCredentials: true,
      metadata: { team: 'web' }
    }
    assert.deepEqual(await sdk.updateCORS(updated), updated)
    assert.deepEqual(await sdk.listCORS({ 'metadata.team': 'web' }), [updated])
    assert.deepEqual(await sdk.listCORS({ 'metadata.team': 'none' }), [])
    assert.equal(await sdk.deleteCORS({ corsId: created.corsId }), undefined)
    assert.deepEqual(await sdk.listCORS(), [])
  })

  it('are in force at once', async () => {
    const sdk = sdkOf('sdk-cors-force')
    const rule = { method: 'GET', path: '/sdk-cors-force', allowedOrigins: ['https://a.example.com'] }
    const { corsId } = await sdk.createCORS(rule)
    assert.equal(await allowed('https://a.example.com'), 'https://a.example.com')
    await sdk.updateCORS({ ...rule, corsId, allowedOrigins: ['https://b.example.com'] })
    assert.equal(await allowed('https://a.example.com'), null)
    assert.equal(await allowed('https://b.example.com'), 'https://b.example.com')
    await sdk.deleteCORS({ corsId })
    assert.equal(await allowed('https://b.example.com'), null)

    async function allowed (origin) {
      const headers = { Origin: origin, 'Access-Control-Request-Method': 'GET' }
      const reply = await fetch(`${eventsUrl}/sdk-cors-force`, { method: 'OPTIONS', headers })
      await reply.text()
      return reply.headers.get('Access-Control-Allow-Origin')
    }
  })

  it('are refused with the reason', async () => {
    const sdk = sdkOf('sdk-cors-refused')
    const rule = { method: 'GET', path: '/sdk-cors-refused' }
    const { corsId } = await sdk.createCORS(rule)
    await fails(sdk.createCORS(rule), 'Failed to create CORS configuration due the error: ' +
      `CORS configuration "${corsId}" already exists.`)
    await fails(sdk.createCORS({ method: 'GET' }), 'Failed to create CORS configuration due the error: ' +
      `CORS configuration doesn't validate. Validation error: ${broken('CORS', 'Path', 'path')}`)
    await fails(sdk.updateCORS({ ...rule, corsId, path: '/elsewhere' }), `Failed to update ${corsId} CORS configuration ` +
      "due the error: Invalid update. 'Path' of existing CORS configuration cannot be updated.")
    await fails(sdk.updateCORS({ ...rule, corsId: 'GET%2Fnothing' }), 'Failed to update GET%2Fnothing CORS configuration ' +
      'due the error: CORS configuration "GET%2Fnothing" not found.')
    await fails(sdk.deleteCORS({ corsId: 'GET%2Fnothing' }), 'Failed to delete GET%2Fnothing CORS configuration ' +
      'due the error: CORS configuration "GET%2Fnothing" not found.')
  })
})

describe('events', () => {
  let target

  before(async () => {
    target = await HttpFunction.start(answer)
  })
  after(() => target.close())

  /** Authorizes nobody, fails on demand, and else greets. */
  function answer ({ url }) {
    if (url === '/denies') return { status: 200, body: '{"authorizationError": {"message": "no"}}' }
    if (url === '/fails') return { status: 500, body: 'out of memory' }
    return { status: 200, body: JSON.stringify({ statusCode: 201, headers: { 'X-From': 'function' }, body: 'Hello!' }) }
  }

  function eventOf (eventType, data = { name: 'Ada', tags: ['ä', null, 1.50, true] }) {
    return {
      eventType,
      cloudEventsVersion: '0.1',
      source: '/signup',
      eventID: '6f6ada3b-0aa2-4b3c-989a-91ffc6405f11',
      contentType: 'application/json',
      data
    }
  }

  it('are delivered to whoever subscribed', async () => {
    const sdk = await prepared('sdk-emit', 'sdk.emitted', { url: `${target.url}/async` })
    await sdk.subscribe({ type: 'async', eventType: 'sdk.emitted', functionId: 'hello' })
    const reply = await sdk.emit(eventOf('sdk.emitted'))
    assert.equal(reply.status, 202)
    const [received] = await target.received('sdk.emitted')
    assert.equal(received.method, 'POST')
    assert.equal(received.url, '/async')
    const { extensions, ...event } = JSON.parse(received.body)
    assert.deepEqual(event, eventOf('sdk.emitted'))
    assert.deepEqual(extensions, { eventgateway: { hops: 1 } })
  })

  it('are answered by the function where a synchronous one is subscribed', async () => {
    const sdk = await prepared('sdk-invoke', 'sdk.invoked', { url: `${target.url}/sync` })
    const path = '/sdk-invoke/:id'
    await sdk.subscribe({ type: 'sync', eventType: 'sdk.invoked', functionId: 'hello', path })
    const reply = await sdk.emit(eventOf('sdk.invoked', 'text'), { path: 'sdk-invoke/7' })
    assert.equal(reply.status, 201)
    assert.equal(reply.headers.get('X-From'), 'function')
    assert.equal(await reply.text(), 'Hello!')
    const [received] = await target.received('sdk.invoked')
    assert.equal(JSON.parse(received.body).data, 'text')
  })

  it('of plain HTTP are sent with a header of the caller', async () => {
    const sdk = await prepared('sdk-http', 'http.request', { url: `${target.url}/http` })
    await sdk.subscribe({ type: 'sync', eventType: 'http.request', functionId: 'hello', path: '/sdk-http', method: 'POST' })
    const reply = await sdk.emit({ a: 1 }, { path: '/sdk-http', headers: { 'Content-Type': 'application/json' } })
    assert.equal(reply.status, 201)
    const [received] = await target.received('http.request')
    assert.deepEqual(JSON.parse(received.body).data.body, { a: 1 })
  })

  it('that nobody wants are accepted', async () => {
    assert.equal((await sdkOf('sdk-nobody').emit(eventOf('sdk.unwanted'))).status, 202)
  })

  it('are refused with the reason', async () => {
    const sdk = await prepared('sdk-emit-refused', 'sdk.denied', { url: `${target.url}/denies` })
    await sdk.updateEventType({ name: 'sdk.denied', authorizerId: 'hello' })
    await sdk.subscribe({ type: 'async', eventType: 'sdk.denied', functionId: 'hello' })
    await fails(sdk.emit(eventOf('sdk.denied')), /^Failed to emit the event sdk\.denied due the error: .+/)
    await fails(sdk.emit({ eventType: 'sdk.bad', cloudEventsVersion: '0.1' }),
      /^Failed to emit the event sdk\.bad due the error: .*source/i)
    await fails(sdk.emit(eventOf('eventgateway.function.invoked')),
      /^Failed to emit the event eventgateway\.function\.invoked due the error: .+/)
    await fails(sdk.emit({ a: 1 }, { path: '/sdk-nowhere', headers: { 'Content-Type': 'application/json' } }),
      /^Failed to emit the event undefined due the error: .*\/sdk-nowhere/)
  })

  it('whose function failed or is not there say so', async () => {
    const sdk = await prepared('sdk-failing', 'sdk.failing', { url: `${target.url}/fails` })
    await sdk.subscribe({ type: 'sync', eventType: 'sdk.failing', functionId: 'hello', path: '/sdk-failing' })
    const failed = 'Failed to emit the event sdk.failing due the error: Function call failed. Please check logs.'
    await fails(sdk.emit(eventOf('sdk.failing'), { path: '/sdk-failing' }), failed)
    const gone = await HttpFunction.start()
    await gone.close()
    await sdk.updateFunction({ functionId: 'hello', type: 'http', provider: { url: gone.url } })
    await fails(sdk.emit(eventOf('sdk.failing'), { path: '/sdk-failing' }), failed)
  })
})

describe('the SDK itself', () => {
  it('keeps spaces apart', async () => {
    await sdkOf('sdk-space-one').createEventType({ name: 'here' })
    assert.deepEqual(await sdkOf('sdk-space-two').listEventTypes(), [])
    await fails(sdkOf('ab').createEventType({ name: 'here' }), 'Failed to create here event type due the error: ' +
      `Event Type doesn't validate. Validation error: ${broken('Type', 'Space', 'min')}`)
  })

  it('sends the access key that the gateway asks for', async () => {
    const keyless = new EventGateway({ url: eventsUrl, configurationUrl: configUrl, fetch: withoutKey })
    await fails(keyless.listFunctions(), /^Failed to fetch the function list due the error: .*access key/i)
    await fails(keyless.createFunction({ functionId: 'hello', ...UNCALLED }),
      /^Failed to create the function hello due the error: .*access key/i)

    function withoutKey (url, { headers, ...options }) {
      const { Authorization, ...others } = headers
      assert.match(Authorization, /^bearer ./)
      return fetch(url, { ...options, headers: others })
    }
  })

  it('is told that connections are not kept here', async () => {
    const sdk = new EventGateway({ url: eventsUrl, connectorUrl: configUrl })
    await fails(sdk.listConnections(), 'Failed to fetch the connection list due the error: There is nothing at this path.')
  })
})
