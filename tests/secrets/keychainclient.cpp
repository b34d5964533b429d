/// Calls the keychain of its own session once and prints how that ended: the library behind it keeps one
/// connection per process, so every state of a keychain needs a process of its own.
///   keychainclient read|write|remove PROFILE [SECRET] [LIMIT-MS]
#include "model/secrets/secretstore.h"

#include <QCoreApplication>
#include <QTextStream>

using namespace rollcall;

namespace
{

template <class T>
void answer(const Result<T>& result)
{
    QTextStream out(stdout);
    if (!result)
        out << "error " << int(result.error().kind) << ' ' << result.error().message() << '\n';
    else if constexpr (std::is_same_v<T, Secret>)
        out << "secret " << QString::fromUtf8(result->reveal()) << '\n';
    else
        out << "done\n";
    out.flush();
    QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    const QString command = arguments.value(1);
    const QString profile = arguments.value(2);
    SecretStore store(nullptr,
                      std::chrono::milliseconds(arguments.value(4, QStringLiteral("20000")).toInt()));
    if (command == u"read")
        store.read(profile, SecretKind::DatabasePassword).then(&store, [](const Result<Secret>& r) {
            answer(r);
        });
    else if (command == u"write")
        store.write(profile, SecretKind::DatabasePassword, Secret(arguments.value(3).toUtf8()))
            .then(&store, [](const Result<void>& r) { answer(r); });
    else
        store.removeAll(profile).then(&store, [](const Result<void>& r) { answer(r); });
    return app.exec();
}
