'use strict'

// A function of type awskinesis, with an implementation of Kinesis behind it that others wrote.

const assert = require('node:assert/strict')
const { after, before, it } = require('node:test')
const kinesalite = require('kinesalite')
const { configUrl, eventsUrl } = require('./gateway')

const DEADLINE = 20_000

const kinesis = kinesalite({ createStreamMs: 0 })

before(() => new Promise((resolve, reject) => kinesis.once('error', reject).listen(0, '127.0.0.1', resolve)))

after(() => {
  kinesis.closeAllConnections?.()
  return new Promise(resolve => kinesis.close(resolve))
})

function endpoint () {
  return `http://127.0.0.1:${kinesis.address().port}`
}

/** Kinesalite looks whether there is a signature, not at it. */
async function ask (operation, body) {
  const response = await fetch(endpoint(), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `Kinesis_20131202.${operation}`,
      'X-Amz-Date': '20260101T000000Z',
      Authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=e'
    },
    body: JSON.stringify(body)
  })
  const text = await response.text()
  assert.equal(response.status, 200, text)
  return text ? JSON.parse(text) : {}
}

async function becomesActive (stream) {
  const end = Date.now() + DEADLINE
  for (;;) {
    const { StreamDescription } = await ask('DescribeStream', { StreamName: stream })
    if (StreamDescription.StreamStatus === 'ACTIVE') return StreamDescription.Shards[0].ShardId
    assert.ok(Date.now() < end, `stream ${stream} is ${StreamDescription.StreamStatus}`)
  }
}

async function register (path, document) {
  const response = await fetch(`${configUrl}/v1/spaces/kinesis/${path}`, {
    method: 'POST',
    headers: { Authorization: `bearer ${process.env.EVENT_GATEWAY_ACCESS_KEY}` },
    body: JSON.stringify(document)
  })
  assert.equal(response.status, 201, await response.text())
}

function send (event) {
  return fetch(`${eventsUrl}/kinesis`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/cloudevents+json' },
    body: JSON.stringify(event)
  })
}

it('holds the event, under its partition key', async () => {
  await ask('CreateStream', { StreamName: 'users', ShardCount: 1 })
  const shard = await becomesActive('users')
  const provider = {
    streamName: 'users',
    region: 'eu-central-1',
    endpoint: endpoint(),
    awsAccessKeyId: 'key',
    awsSecretAccessKey: 'secret'
  }
  await register('functions', { functionId: 'stream', type: 'awskinesis', provider })
  await register('eventtypes', { name: 'user.created' })
  await register('subscriptions', { type: 'sync', eventType: 'user.created', functionId: 'stream', path: '/kinesis' })

  const event = { specversion: '1.0', id: '1', source: '/signup', type: 'user.created', partitionkey: 'ada', data: { name: 'Äda' } }
  const response = await send(event)
  assert.equal(response.status, 202)
  const { sequenceNumber } = await response.json()

  const { ShardIterator } = await ask('GetShardIterator',
    { StreamName: 'users', ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' })
  const { Records } = await ask('GetRecords', { ShardIterator })
  assert.equal(Records.length, 1)
  assert.equal(Records[0].SequenceNumber, sequenceNumber)
  assert.equal(Records[0].PartitionKey, 'ada')
  assert.deepEqual(JSON.parse(Buffer.from(Records[0].Data, 'base64').toString()), { ...event, eventgatewayhops: 1 })
})

it('is missing: the sender is told that the call failed, and no more', async () => {
  const provider = { streamName: 'nobody', region: 'eu-central-1', endpoint: endpoint(), awsAccessKeyId: 'k', awsSecretAccessKey: 's' }
  await register('functions', { functionId: 'missing', type: 'awskinesis', provider })
  await register('eventtypes', { name: 'user.lost' })
  await register('subscriptions', { type: 'sync', eventType: 'user.lost', functionId: 'missing', path: '/kinesis' })
  const response = await send({ specversion: '1.0', id: '1', source: '/signup', type: 'user.lost' })
  assert.equal(response.status, 502)
  assert.deepEqual(await response.json(), { errors: [{ message: 'Function call failed. Please check logs.' }] })
})
