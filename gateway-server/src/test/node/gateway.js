'use strict'

const EventGateway = require('@serverless/event-gateway-sdk')

/** Where the gateway is that bin/lib/node-test.sh has started. */
const eventsUrl = required('EVENTS_URL')
const configUrl = required('CONFIG_URL')
required('EVENT_GATEWAY_ACCESS_KEY') // The SDK itself reads this one.

function required (name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. Run bin/lib/node-test.sh.`)
  return value
}

/** The SDK, in a space of its own. */
function sdkOf (space) {
  return new EventGateway({ url: eventsUrl, configurationUrl: configUrl, space })
}

module.exports = { eventsUrl, configUrl, sdkOf }
