<?php
// SPDX-License-Identifier: GPL-3.0-or-later
// php -d sendmail_path=... send.php SENDER RECIPIENT... <message
[, $sender] = $argv;
[$head, $body] = explode("\r\n\r\n", stream_get_contents(STDIN), 2);
// mail() writes To and Subject itself.
$body = substr($body, 0, -2); // mail() adds a line end
$fields = [];
foreach (explode("\r\n", $head) as $line) {
    [$name, $value] = explode(': ', $line, 2);
    $fields[$name] = $value;
}
$subject = $fields['Subject'];
unset($fields['To'], $fields['Subject']);
exit(mail(implode(', ', array_slice($argv, 2)), $subject, $body, $fields, '-f ' . escapeshellarg($sender)) ? 0 : 1);
