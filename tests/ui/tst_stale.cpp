#include "model/secrets/secretstore.h"
#include "model/services/democluster.h"
#include "model/services/profilestore.h"
#include "tests/support/postgresserver.h"
#include "tests/support/testsupport.h"
#include "tests/ui/pagetools.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/pageheader.h"
#include "ui/pages/nodespage.h"
#include "ui/widgets/banners.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The longest time that the event loop did not turn, in milliseconds.
class Pulse : public QObject
{
public:
    Pulse()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout(this, [this] { m_longest = std::max(m_longest, m_since.restart()); });
        m_since.start();
        m_timer.start(5ms);
    }
    qint64 longest() const { return std::max(m_longest, m_since.elapsed()); }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

} // namespace

/// The window over three real nodes while their PostgreSQL hangs: connections stay open, nothing answers.
class StaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFrozenDatabaseLeavesTheWindowAlive()
    {
        PostgresServer server;
        QTemporaryDir folder;
        DemoCluster::Options options;
        options.directory = folder.filePath(QStringLiteral("demo"));
        options.databaseUrl = server.createDatabase();
        DemoCluster demo(options);
        QSignalSpy ready(&demo, &DemoCluster::ready);
        demo.start();
        QVERIFY(ready.wait(60000));

        Look look;
        ProfileStore store(folder.filePath(QStringLiteral("profiles.json")));
        QVERIFY(store.load());
        SecretStore vault;
        MainWindow window(store, vault, look.theme(), folder.filePath(QStringLiteral("console.ini")));
        window.resize(1280, 800);
        Profile profile;
        profile.id = QStringLiteral("stale");
        profile.name = QStringLiteral("Stale");
        profile.url = options.databaseUrl;
        window.openCluster(profile, demo.connection());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.showPage(QStringLiteral("nodes"));
        const auto current = [&] { return window.hub().current(); };
        QTRY_VERIFY_WITH_TIMEOUT(current()->hasData() && current()->view().nodes.size() == 3, 15000);
        window.nodesPage().selectNode(current()->view().nodes[1].row.id);
        auto* drain = window.findChild<QPushButton*>(QStringLiteral("drainNode"));
        auto* bar = window.findChild<StaleBar*>();
        QVERIFY(drain && bar);
        QTRY_VERIFY_WITH_TIMEOUT(drain->isEnabled(), 10000);
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(window.header().connection().startsWith(QStringLiteral("Connected")));

        Pulse pulse;
        QElapsedTimer frozen;
        frozen.start();
        server.freeze();
        QTRY_VERIFY_WITH_TIMEOUT(current()->freshness().late(), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 15000);
        QVERIFY2(frozen.elapsed() <= 12'500, qPrintable(QString::number(frozen.elapsed())));
        QVERIFY(window.header().connection().contains(QStringLiteral("last data")));
        QTRY_VERIFY(!drain->isEnabled());
        QVERIFY2(drain->toolTip().startsWith(QStringLiteral("Off because the values are")),
                 qPrintable(drain->toolTip()));
        // Looking is still possible: all nodes are there, and another page opens.
        QCOMPARE(window.nodesPage().table()->model()->rowCount(), 3);
        window.showPage(QStringLiteral("overview"));
        QVERIFY(!window.findChild<QPushButton*>(QStringLiteral("switchLoadBalancing"))->isEnabled());
        window.showPage(QStringLiteral("nodes"));
        QVERIFY2(pulse.longest() < 250, qPrintable(QString::number(pulse.longest())));

        server.thaw();
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(drain->isEnabled(), 20000);
        QTRY_VERIFY(window.header().connection().startsWith(QStringLiteral("Connected")));
        QSignalSpy stopped(&demo, &DemoCluster::stopped);
        demo.stop();
        QVERIFY(stopped.wait(30000));
    }
};

int main(int argc, char** argv)
{
    QTemporaryDir home;
    qputenv("XDG_DATA_HOME", QFile::encodeName(home.filePath(QStringLiteral("data"))));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(home.filePath(QStringLiteral("config"))));
    // The demo finds rollcall-node beside the program, or in the path.
    qputenv("PATH", qgetenv("ROLLCALL_BIN") + ':' + qgetenv("PATH"));
    QApplication application(argc, argv);
    StaleTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_stale.moc"
