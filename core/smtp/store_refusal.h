// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>

namespace mailweir {

/// What a client hears when its message cannot be stored: for now, in any case.
[[nodiscard]] inline QByteArrayView storeRefusal(const Error &error)
{
    return error.code == ErrorCode::DiskFull ? "452 4.3.1 too little disk space is left, try again later"
                                             : "451 4.3.0 the message cannot be stored, try again later";
}

} // namespace mailweir
