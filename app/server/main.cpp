// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/server_main.h"

int main(int argc, char *argv[])
{
    return mailweir::runServer(argc, argv);
}
