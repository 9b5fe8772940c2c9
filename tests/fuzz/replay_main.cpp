// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over the inputs that are kept, without a fuzzer: fuzz_x FOLDER
#include "tests/fuzz/fuzz_support.h"

#include <QDirIterator>
#include <QFile>

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        QDirIterator files(QString::fromLocal8Bit(argv[i]), QDir::Files);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                return 1;
            std::printf("%s\n", qPrintable(file.fileName()));
            std::fflush(stdout); // the last one named is the culprit
            const QByteArray input = file.readAll();
            LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char *>(input.constData()),
                                   std::size_t(input.size()));
            ++count;
        }
    }
    std::printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
