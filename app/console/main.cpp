#include "app/console/arguments.h"
#include "app/console/screenshot.h"
#include "app/console/trace.h"
#include "model/core/secret.h"
#include "model/secrets/secretstore.h"
#include "model/services/connectionresolver.h"
#include "model/services/profilestore.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QProcessEnvironment>
#include <QTextStream>

using namespace rollcall;

namespace
{

constexpr int wrongUsage = 2;

int complain(const Error& error)
{
    QTextStream(stderr) << QStringLiteral("rollcall: %1\n").arg(error.message());
    return wrongUsage;
}

/// --help, --version and mistakes need no display, so they are answered before there is a QApplication.
QStringList wordsOf(int argc, char** argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    return words;
}

Profile profileOf(const ResolvedConnection& resolved, const QString& named)
{
    if (resolved.profile)
        return *resolved.profile;
    Profile profile;
    profile.id = QStringLiteral("named");
    profile.name = resolved.spec.name;
    profile.url = resolved.spec.url.isEmpty() ? named : resolved.spec.url;
    return profile;
}

bool isNamed(const Arguments& arguments, const QProcessEnvironment& environment)
{
    return !arguments.cluster.isEmpty() || environment.contains(QStringLiteral("ROLLCALL_CLUSTER")) ||
           environment.contains(QStringLiteral("ROLLCALL_DATABASE_URL"));
}

bool needsCluster(const QString& page)
{
    return page != QStringLiteral("first-run") && page != QStringLiteral("connect") &&
           page != QStringLiteral("create");
}

} // namespace

int main(int argc, char** argv)
{
    const Result<Arguments> arguments = parseArguments(wordsOf(argc, argv), MainWindow::pageWords());
    if (!arguments)
        return complain(arguments.error());
    if (arguments->help || arguments->version) {
        QTextStream(stdout) << (arguments->help
                                    ? usage(MainWindow::pageWords())
                                    : QStringLiteral("rollcall %1\n").arg(QStringLiteral(ROLLCALL_VERSION)));
        return 0;
    }

    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("rollcall"));
    QApplication::setApplicationDisplayName(QStringLiteral("Rollcall"));
    QApplication::setDesktopFileName(QStringLiteral("rollcall"));

    Theme theme(application);
    UiState saved;
    theme.apply(Theme::fromWord(arguments->theme.isEmpty() ? saved.theme() : arguments->theme));
    ProfileStore profiles;
    const Result<void> loaded = profiles.load();
    SecretStore secrets;
    MainWindow window(profiles, secrets, theme);
    if (arguments->size)
        window.resize(*arguments->size);
    if (!loaded)
        window.tellTrouble(loaded.error().message());
    Trace::install(window);

    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (isNamed(*arguments, environment)) {
        const Result<ResolvedConnection> resolved =
            resolveConnection(arguments->cluster, environment, profiles);
        if (!resolved)
            return complain(resolved.error());
        window.openCluster(profileOf(*resolved, arguments->cluster), resolved->spec);
    } else {
        window.openSaved();
    }
    if (!arguments->page.isEmpty())
        window.showPage(arguments->page);
    if (!arguments->screenshot.isEmpty())
        new Screenshot(window, arguments->screenshot,
                       needsCluster(arguments->page) && !window.hub().clusters().empty());
    window.show();
    return QApplication::exec();
}
