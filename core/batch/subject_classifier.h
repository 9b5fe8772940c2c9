// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/classifier.h"

namespace mailweir {

/// The default rules: messages are grouped by their masked subject and batched by the field X-Mailweir-Split, else
/// X-Failmail-Split, else their group, once for each distinct recipient of the envelope.
///
/// A message above 1 MiB is classified by its first 256 KiB: its header, the beginning of its text, and the attachments
/// that begin there are counted. Mail with kOwnMailHeader belongs to no batch.
class SubjectClassifier final : public Classifier {
public:
    [[nodiscard]] Classification classify(MessageId id, const Envelope &envelope, QByteArrayView raw) override;
};

} // namespace mailweir
