// SPDX-License-Identifier: GPL-3.0-or-later
// The server's session. Input: two bytes of setup, two of seed, then what the client sends.
#include "tests/fuzz/session_driver.h"

using namespace mailweir;

int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    QByteArrayView input(reinterpret_cast<const char *>(data), qsizetype(size));
    DriveOptions options;
    options.setup = takeNumber(input);
    options.seed = takeNumber(input);

    const Driven whole = drive(options, input);
    options.cut = true;
    const Driven cut = drive(options, input);
    MUST(cutsMayShow(options.setup) || cut == whole);

    options.events = true;
    (void)drive(options, input);
    return 0;
}
