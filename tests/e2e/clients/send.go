// SPDX-License-Identifier: GPL-3.0-or-later

// Usage: send PORT TLS MECHANISM USER PASSWORD CA SENDER RECIPIENT... <message
package main

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/smtp"
	"os"
)

const host = "127.0.0.1"

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	port, encryption, mechanism, user, password := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	sender, recipients := os.Args[7], os.Args[8:]
	authority, err := os.ReadFile(os.Args[6])
	check(err)
	config := &tls.Config{ServerName: host, RootCAs: x509.NewCertPool()}
	config.RootCAs.AppendCertsFromPEM(authority)

	connection, err := net.Dial("tcp", net.JoinHostPort(host, port))
	check(err)
	if encryption == "implicit" {
		connection = tls.Client(connection, config)
	}
	client, err := smtp.NewClient(connection, host)
	check(err)
	check(client.Hello("go.test"))
	if encryption == "starttls" {
		check(client.StartTLS(config))
	}
	switch mechanism {
	case "plain":
		check(client.Auth(smtp.PlainAuth("", user, password, host)))
	case "cram-md5":
		check(client.Auth(smtp.CRAMMD5Auth(user, password)))
	}
	check(client.Mail(sender))
	for _, recipient := range recipients {
		check(client.Rcpt(recipient))
	}
	body, err := client.Data()
	check(err)
	_, err = io.Copy(body, os.Stdin)
	check(err)
	check(body.Close())
	check(client.Quit())
}
