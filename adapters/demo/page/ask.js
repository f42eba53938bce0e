// Asks this demo's own server for something, as JSON.

/** @returns {Promise<{status: number, body: any}>} */
export async function ask(method, path, body) {
  const headers = {'Content-Type': 'application/json'};
  const answer = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
  return {status: answer.status, body: await answer.json()};
}
