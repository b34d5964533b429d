#include "tests/support/testsupport.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace rollcall;

namespace
{

// The arrows of the design: what each room may include besides itself.
const QMap<QString, QStringList> allowedRooms{
    {u"model/core"_qs, {}},
    {u"model/cluster"_qs, {u"model/core"_qs}},
    {u"model/tables"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/backup"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/secrets"_qs, {u"model/core"_qs}},
    {u"model/election"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/messenger"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/units"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/balancer"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/storage"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/health"_qs, {u"model/core"_qs, u"model/cluster"_qs}},
    {u"model/database"_qs, {u"model/core"_qs, u"model/cluster"_qs, u"model/election"_qs}},
    {u"model/poller"_qs, {u"model/core"_qs, u"model/cluster"_qs, u"model/messenger"_qs}},
    {u"model/services"_qs,
     {u"model/core"_qs, u"model/cluster"_qs, u"model/backup"_qs, u"model/balancer"_qs, u"model/messenger"_qs,
      u"model/database"_qs, u"model/poller"_qs}},
    {u"model/node"_qs,
     {u"model/core"_qs, u"model/cluster"_qs, u"model/election"_qs, u"model/messenger"_qs, u"model/units"_qs,
      u"model/health"_qs, u"model/storage"_qs, u"model/balancer"_qs, u"model/database"_qs,
      u"model/poller"_qs}},
};
const QStringList uiMayInclude{u"model/tables"_qs, u"model/services"_qs, u"model/cluster"_qs,
                               u"model/core"_qs};

/// Qt modules by the folder name that their headers can be included with, and by their best-known classes.
const QRegularExpression
    guiHeader(u"^<(QtGui|QtWidgets|QtSvg|QWidget|QPainter|QIcon|QColor|QFont|QPixmap|QImage|QGuiApplication|"
              u"QApplication|"
              "QPalette|QStyle|QAction|QMainWindow|QDialog|QTableView|QLabel|QPushButton)[/>]"_qs);
const QRegularExpression sqlOrNetworkHeader(
    u"^<(QtSql|QtNetwork|QtHttpServer|QSql[A-Z]|QTcp|QSsl|QLocalSocket|QLocalServer|QHostAddress|"
    "QNetwork|QHttpServer|QAbstractSocket|QUdp)"_qs);

struct Include {
    QString file; // relative to the source tree
    int line;
    QString target; // with its <> or ""
};

QString roomOf(const QString& path)
{
    const QStringList parts = path.split(u'/');
    return parts.size() < 3 ? parts.value(0) : parts[0] + u'/' + parts[1];
}

QList<Include> includesBelow(const QString& folder)
{
    static const QRegularExpression form(u"^\\s*#\\s*include\\s+(<[^>]+>|\"[^\"]+\")"_qs);
    QList<Include> includes;
    const QString root = test::sourcePath(QString());
    QDirIterator files(test::sourcePath(folder), {u"*.cpp"_qs, u"*.h"_qs}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(file.fileName()));
        int number = 0;
        while (!file.atEnd()) {
            ++number;
            const auto match = form.match(QString::fromUtf8(file.readLine()));
            if (match.hasMatch())
                includes.append({QDir(root).relativeFilePath(file.fileName()), number, match.captured(1)});
        }
    }
    return includes;
}

/// Why this include is forbidden, or nothing.
QString objection(const Include& include)
{
    const QString from = roomOf(include.file);
    if (include.target.startsWith(u'<')) {
        if (from.startsWith(u"model/") && guiHeader.match(include.target).hasMatch())
            return u"model must not know the GUI"_qs;
        if (from.startsWith(u"ui/") && sqlOrNetworkHeader.match(include.target).hasMatch())
            return u"ui must not know SQL or the network"_qs;
        return {};
    }
    const QString path = include.target.mid(1, include.target.size() - 2);
    const QString to = roomOf(path);
    if (!path.contains(u'/'))
        return path.endsWith(u".moc") ? QString() : u"paths start at the source tree's root"_qs;
    if (to == from)
        return {};
    if (path.startsWith(u"tests/") && !from.startsWith(u"tests"))
        return u"the product must not include test code"_qs;
    if (from.startsWith(u"model/")) {
        if (!allowedRooms.contains(from))
            return u"this room has no arrows yet: add it to the table of this test and to the design"_qs;
        return allowedRooms[from].contains(to) ? QString() : from + u" may not include "_qs + to;
    }
    if (from.startsWith(u"ui/"))
        return to.startsWith(u"ui/") || uiMayInclude.contains(to) ? QString()
                                                                  : u"ui may not include "_qs + to;
    return {};
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeFollowsTheArrows()
    {
        int seen = 0;
        QStringList broken;
        for (const QString& folder : {u"model"_qs, u"ui"_qs, u"app"_qs}) {
            for (const Include& include : includesBelow(folder)) {
                ++seen;
                const QString why = objection(include);
                if (!why.isEmpty())
                    broken
                        << u"%1:%2: %3: %4"_qs.arg(include.file).arg(include.line).arg(include.target, why);
            }
        }
        QVERIFY2(seen > 100, "the source tree was not found");
        QVERIFY2(broken.isEmpty(), qPrintable(u'\n' + broken.join(u'\n')));
    }

    void theRuleCatchesForbiddenIncludes_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("forbidden");
        const auto row = [](const char* name, const char* file, const char* target, bool forbidden) {
            QTest::newRow(name) << QString::fromLatin1(file) << QString::fromLatin1(target) << forbidden;
        };
        row("down the arrow", "model/election/elector.cpp", "\"model/cluster/lease.h\"", false);
        row("up the arrow", "model/cluster/lease.cpp", "\"model/election/elector.h\"", true);
        row("sideways", "model/units/unit.cpp", "\"model/messenger/codec.h\"", true);
        row("gui in model", "model/tables/nodetablemodel.cpp", "<QColor>", true);
        row("sql in ui", "ui/pages/nodespage.cpp", "<QSqlQuery>", true);
        row("network in ui", "ui/pages/nodespage.cpp", "<QTcpSocket>", true);
        row("database in ui", "ui/pages/nodespage.cpp", "\"model/database/session.h\"", true);
        row("tables in ui", "ui/pages/nodespage.cpp", "\"model/tables/roles.h\"", false);
        row("ui in model", "model/services/profilestore.cpp", "\"ui/theme/tokens.h\"", true);
        row("tests in product", "model/core/error.cpp", "\"tests/support/testsupport.h\"", true);
        row("relative", "model/core/error.cpp", "\"error.h\"", true);
        row("app sees all", "app/console/main.cpp", "\"model/database/session.h\"", false);
        row("a new room", "model/novel/a.cpp", "\"model/core/error.h\"", true);
    }
    void theRuleCatchesForbiddenIncludes()
    {
        QFETCH(QString, file);
        QFETCH(QString, target);
        QFETCH(bool, forbidden);
        QCOMPARE(!objection({file, 1, target}).isEmpty(), forbidden);
    }

    void noSourceFileIsForgottenByTheBuild()
    {
        for (const QString& folder : {u"model"_qs, u"ui"_qs, u"app"_qs}) {
            QDirIterator files(test::sourcePath(folder), {u"*.cpp"_qs}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QFileInfo file(files.next());
                QByteArray lists;
                for (QDir dir = file.dir(); dir.absolutePath().startsWith(test::sourcePath(folder));
                     dir.cdUp()) {
                    QFile list(dir.filePath(u"CMakeLists.txt"_qs));
                    if (list.open(QIODevice::ReadOnly))
                        lists += list.readAll();
                }
                QVERIFY2(lists.contains(file.fileName().toUtf8()),
                         qPrintable(file.filePath() + u" is in no CMakeLists.txt"_qs));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
