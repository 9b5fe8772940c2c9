// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/index_rebuild.h"

#include "core/base/clock.h"
#include "core/batch/subject_classifier.h"
#include "core/service/data_directory.h"
#include "core/service/store_options.h"

#include <future>

namespace mailweir {

namespace {

/// Waits until all of the log is in the index. Errors: why the index cannot be written.
Result<void> finish(MailStore &store)
{
    std::promise<Result<void>> done;
    store.write([](StoreWriter &) { return Result<void>(); },
                [&done](const Result<void> &result) { done.set_value(result); });
    return done.get_future().get();
}

Result<StoreCounts> countsOf(MailStore &store)
{
    std::promise<Result<StoreCounts>> counted;
    store.read([&counted](StoreReader &reader) { counted.set_value(reader.counts()); });
    return counted.get_future().get();
}

} // namespace

Result<qint64> rebuildIndex(const LaunchPlan &plan)
{
    const auto directory = DataDirectory::open(plan.commandLine.dataDirectory, programName(Program::Server));
    if (!directory)
        return directory.error();
    StoreOptions options = storeOptions(plan.settings.store, (*directory)->path());
    if (options.durability == Durability::Memory)
        return Error{ErrorCode::Invalid, plan.settings.store.url,
                     QStringLiteral("a store in memory has no database to make anew")};
    options.rebuildIndex = true;
    options.retention.clear();
    SubjectClassifier classifier;
    const SystemClock clock;
    const auto store = makeStore(options, classifier, clock, [](const StoreChange &) {});
    if (const auto opened = store->open(); !opened)
        return opened.error();
    const auto finished = finish(*store);
    const auto counts = finished ? countsOf(*store) : Result<StoreCounts>(finished.error());
    store->close();
    return counts ? Result<qint64>(counts->messages) : counts.error();
}

} // namespace mailweir
