'use strict'

const http = require('node:http')

const DEADLINE = 20_000

/** A function behind HTTP, on a free port of loopback: it remembers what it is sent, and answers with what it is told to. */
class HttpFunction {
  static async start (answer = () => ({ status: 200, body: '' })) {
    const started = new HttpFunction(answer)
    await new Promise((resolve, reject) => started.server.once('error', reject).listen(0, '127.0.0.1', resolve))
    started.url = `http://127.0.0.1:${started.server.address().port}`
    return started
  }

  constructor (answer) {
    this.requests = []
    this.waiting = new Set()
    this.server = http.createServer(async (request, response) => {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const { method, url, headers } = request
      const received = { method, url, headers, body: Buffer.concat(chunks).toString() }
      const { status, body } = answer(received)
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
      this.requests.push(received)
      this.waiting.forEach(look => look())
    })
  }

  /** The requests whose event is of this type, as soon as there are so many of them; fails if they do not come. */
  received (type, count = 1) {
    const found = () => this.requests.filter(({ body }) => {
      const event = JSON.parse(body)
      return (event.type || event.eventType) === type
    })
    return new Promise((resolve, reject) => {
      const look = () => {
        if (found().length >= count) finish(resolve, found())
      }
      const late = setTimeout(() => {
        const others = this.requests.map(({ body }) => body).join('\n')
        finish(reject, new Error(`expected ${count} events of type ${type}, had ${found().length} among:\n${others}`))
      }, DEADLINE)
      const finish = (settle, value) => {
        clearTimeout(late)
        this.waiting.delete(look)
        settle(value)
      }
      this.waiting.add(look)
      look()
    })
  }

  async close () {
    this.server.closeAllConnections?.()
    await new Promise(resolve => this.server.close(resolve))
  }
}

module.exports = { HttpFunction }
