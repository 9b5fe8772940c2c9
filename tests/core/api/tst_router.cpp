// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_target.h"
#include "core/api/router.h"

#include <QTest>

using namespace mailweir;

class TestRouter final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void routes_data();
    void routes();
    void tellsAllowedMethods();
};

namespace {

/// Answers with the pattern's name and the values it found.
Route route(std::string_view method, std::string_view pattern)
{
    return {method, pattern, [pattern](const HttpRequest &, const PathValues &values, HttpResponder responder) {
                std::string text(pattern);
                for (const std::string &value : values)
                    text += " " + value;
                responder(textResponse(200, text));
            }};
}

HttpResponse ask(const char *method, const char *target)
{
    const Router router({route("GET", "/"), route("GET", "/status"), route("POST", "/api/v2/d/resend"),
                         route("GET", "/api/v2/d/{id}"), route("POST", "/api/v2/d/{id}/{what}"),
                         route("DELETE", "/api/v2/d/{id}")});
    HttpRequest request;
    request.method = method;
    HttpResponse answer;
    answer.status = 0;
    if (parseTarget(target, request))
        router.handle(request, [&answer](HttpResponse response) { answer = std::move(response); });
    return answer;
}

} // namespace

void TestRouter::routes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *method, const char *target, int status, const char *body) {
        QTest::addRow("%s %s", method, target)
            << QByteArray(method) << QByteArray(target) << status << QByteArray(body);
    };
    row("GET", "/", 200, "/");
    row("GET", "/status", 200, "/status");
    row("GET", "//status/", 200, "/status");
    row("GET", "/api/v2/d/7", 200, "/api/v2/d/{id} 7");
    row("GET", "/api/v2/d/a%2Fb", 200, "/api/v2/d/{id} a/b");
    row("POST", "/api/v2/d/7/resend", 200, "/api/v2/d/{id}/{what} 7 resend");
    row("POST", "/api/v2/d/resend", 200, "/api/v2/d/resend");
    row("DELETE", "/api/v2/d/7", 200, "/api/v2/d/{id} 7");

    row("GET", "/Status", 404, "404 page not found");
    row("GET", "/status/x", 404, "404 page not found");
    row("GET", "/api/v2/d/7/8/9", 404,
        R"({"error":{"code":"not_found","message":"404 page not found"}})"
        "\n");
    row("POST", "/status", 405, "405 method not allowed");
    row("BREW", "/api/v2/d/7", 405,
        R"({"error":{"code":"method_not_allowed","message":"405 method not allowed"}})"
        "\n");
    row("OPTIONS", "/status", 200, "");
    row("OPTIONS", "/nowhere", 200, "");
}

void TestRouter::routes()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    const HttpResponse answer = ask(method.constData(), target.constData());
    QCOMPARE(int(answer.status), status);
    QTEST(QByteArray::fromStdString(answer.body), "body");
}

void TestRouter::tellsAllowedMethods()
{
    const auto allowed = [](const HttpResponse &answer) {
        return answer.headers.size() == 1 && answer.headers[0].first == "Allow" ? answer.headers[0].second
                                                                                : std::string();
    };
    QCOMPARE(allowed(ask("PUT", "/status")), std::string("GET, HEAD, OPTIONS"));
    QCOMPARE(allowed(ask("PUT", "/api/v2/d/7")), std::string("GET, HEAD, DELETE, OPTIONS"));
    QCOMPARE(allowed(ask("OPTIONS", "/api/v2/d/resend")), std::string("POST, GET, HEAD, DELETE, OPTIONS"));
}

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
