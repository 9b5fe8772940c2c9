# SPDX-License-Identifier: GPL-3.0-or-later
# ruby send.rb PORT TLS MECHANISM USER PASSWORD CA SENDER RECIPIENT... <message
require 'net/smtp'

port, tls, mechanism, user, password, ca, sender, *recipients = ARGV
context = OpenSSL::SSL::SSLContext.new
context.set_params(ca_file: ca)
client = Net::SMTP.new('127.0.0.1', port.to_i)
case tls
when 'starttls' then client.enable_starttls(context)
when 'implicit' then client.enable_tls(context)
else client.disable_starttls
end
login = mechanism.empty? ? [] : [user, password, mechanism.tr('-', '_').to_sym]
client.start('ruby.test', *login) { client.send_message($stdin.binmode.read, sender, recipients) }
