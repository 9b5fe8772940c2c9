// SPDX-License-Identifier: GPL-3.0-or-later
// node send.js PORT TLS MECHANISM USER PASSWORD CA SENDER RECIPIENT... <message
const fs = require('fs');
const nodemailer = require('nodemailer');

const [port, tls, mechanism, user, password, ca, sender, ...recipients] = process.argv.slice(2);
const login = mechanism === 'xoauth2'
    ? {type: 'OAuth2', user, accessToken: password}
    : {user, pass: password};
const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    name: 'node.test',
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {ca: fs.readFileSync(ca)},
    auth: mechanism && login,
    authMethod: mechanism.toUpperCase(),
});
transport.sendMail({envelope: {from: sender, to: recipients}, raw: fs.readFileSync(0)}, (error) => {
    if (error) {
        throw error;
    }
});
