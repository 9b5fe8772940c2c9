# SPDX-License-Identifier: GPL-3.0-or-later
# perl send.pl PORT TLS MECHANISM USER PASSWORD CA SENDER RECIPIENT... <message
use strict;
use warnings;
use Authen::SASL;
use Net::SMTP;

binmode STDIN;
my $message = do { local $/; <STDIN> };
my ($port, $tls, $mechanism, $user, $password, $ca, $sender, @recipients) = @ARGV;
my @trust = (SSL_ca_file => $ca);
my $client = Net::SMTP->new('127.0.0.1', Port => $port, Hello => 'perl.test', SSL => $tls eq 'implicit', @trust)
    or die "no connection: $@";
if ($tls eq 'starttls') {
    $client->starttls(@trust) or die 'STARTTLS: ', $client->message;
}
if ($mechanism) {
    my $sasl = Authen::SASL->new(mechanism => uc $mechanism, callback => {user => $user, pass => $password});
    $client->auth($sasl) or die 'AUTH: ', $client->message;
}
$client->mail($sender) or die 'MAIL: ', $client->message;
$client->to(@recipients) or die 'RCPT: ', $client->message;
$client->data($message) or die 'DATA: ', $client->message;
$client->quit;
