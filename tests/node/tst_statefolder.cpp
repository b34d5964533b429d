#include "model/node/durablefile.h"
#include "model/node/statefolder.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace rollcall;

class TestStateFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theIdIsMadeOnce()
    {
        NodeId id;
        {
            const Result<StateFolder> first = StateFolder::open(path());
            QVERIFY(first);
            id = first->nodeId();
            QVERIFY(!id.isNull());
        }
        QCOMPARE(StateFolder::open(path())->nodeId(), id);
        const QFile::Permissions others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(path()).permissions() & others));
        QVERIFY(!(QFileInfo(path() + u"/node-id"_qs).permissions() & others));
    }

    void aSecondProcessIsRefusedWithThePidOfTheFirst()
    {
        const Result<StateFolder> mine = StateFolder::open(path());
        QVERIFY(mine);
        int answer[2];
        QCOMPARE(::pipe(answer), 0);
        const pid_t child = ::fork(); // record locks are between processes
        if (child == 0) {
            const Result<StateFolder> theirs = StateFolder::open(path());
            const QByteArray words = theirs ? QByteArray("got it") : theirs.error().message().toUtf8();
            const bool sent =
                ::write(answer[1], words.constData(), static_cast<size_t>(words.size())) == words.size();
            ::_exit(sent ? 0 : 1);
        }
        ::close(answer[1]);
        char buffer[512] = {};
        const ssize_t length = ::read(answer[0], buffer, sizeof buffer - 1);
        ::close(answer[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(length > 0);
        const QString words = QString::fromUtf8(buffer);
        QVERIFY2(words.contains(QStringLiteral("Process %1 runs").arg(::getpid())), buffer);
        QVERIFY2(words.contains(path()), buffer);
    }

    void aProcessThatEndsIsWaitedFor()
    {
        int told[2];
        int holds[2];
        QCOMPARE(::pipe(told), 0);
        QCOMPARE(::pipe(holds), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(told[1]);
            const Result<StateFolder> theirs = StateFolder::open(path());
            char byte = theirs ? 'y' : 'n';
            const bool said = ::write(holds[1], &byte, 1) == 1;
            ::_exit(said && ::read(told[0], &byte, 1) == 0 ? 0 : 1);
        }
        char answer = 'n';
        QCOMPARE(::read(holds[0], &answer, 1), ssize_t(1));
        QCOMPARE(answer, 'y');
        QVERIFY(!StateFolder::open(path(), Millis(60)));
        ::close(told[1]); // it ends, a moment later
        const Result<StateFolder> mine = StateFolder::open(path(), Millis(10'000));
        int status = 0;
        ::waitpid(child, &status, 0);
        for (const int fd : {told[0], holds[0], holds[1]})
            ::close(fd);
        QVERIFY(mine);
    }

    void ourOwnPredecessorIsKnown()
    {
        const Incarnation earlier = Incarnation::create();
        {
            Result<StateFolder> folder = StateFolder::open(path());
            QVERIFY(folder->deadPredecessor().isNull());
            QVERIFY(folder->rememberStart(earlier));
        }
        QCOMPARE(StateFolder::open(path())->deadPredecessor(), earlier);
    }

    void aCopyOfTheFolderHasNoPredecessor()
    {
        const Incarnation earlier = Incarnation::create();
        NodeId id;
        {
            Result<StateFolder> folder = StateFolder::open(path());
            QVERIFY(folder->rememberStart(earlier));
            id = folder->nodeId();
        }
        const QString copy = m_folder->filePath(u"copy"_qs);
        QVERIFY(QDir().mkdir(copy));
        for (const QString& name : {u"node-id"_qs, u"start"_qs})
            QVERIFY(QFile::copy(path() + u'/' + name, copy + u'/' + name));
        const Result<StateFolder> copied = StateFolder::open(copy);
        QCOMPARE(copied->nodeId(), id);
        QVERIFY(copied->deadPredecessor().isNull());
    }

    void anotherBootHasNoPredecessor()
    {
        {
            Result<StateFolder> folder = StateFolder::open(path());
            QVERIFY(folder->rememberStart(Incarnation::create()));
        }
        QFile file(path() + u"/start"_qs);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes.replace(currentBootId().toLatin1(), "00000000-0000-0000-0000-000000000000");
        QVERIFY(file.resize(0) && file.seek(0) && file.write(bytes) == bytes.size());
        file.close();
        QVERIFY(StateFolder::open(path())->deadPredecessor().isNull());
    }

    void theHighestEpochStays()
    {
        const ClusterId cluster = ClusterId::create();
        {
            Result<StateFolder> folder = StateFolder::open(path());
            QVERIFY(!folder->seenEpoch());
            QVERIFY(folder->rememberEpoch(cluster, 41));
            QVERIFY(folder->rememberEpoch(cluster, 7)); // never backwards
        }
        const Result<StateFolder> folder = StateFolder::open(path());
        QVERIFY(folder->seenEpoch());
        QCOMPARE(folder->seenEpoch()->epoch, Epoch(41));
        QCOMPARE(folder->seenEpoch()->cluster, cluster);
    }

    void brokenFilesAreNamed()
    {
        QVERIFY(StateFolder::open(path()));
        QVERIFY(writeDurably(path() + u"/epoch"_qs, "no epoch"));
        const Result<StateFolder> epoch = StateFolder::open(path());
        QCOMPARE(epoch.error().kind, ErrorKind::Corrupt);
        QVERIFY(epoch.error().where.endsWith(u"/epoch"));
        QVERIFY(writeDurably(path() + u"/node-id"_qs, "web-01"));
        QVERIFY(StateFolder::open(path()).error().where.endsWith(u"/node-id"));
        QVERIFY(writeDurably(path() + u"/node-id"_qs, NodeId::create().toString().toLatin1()));
        QFile::remove(path() + u"/epoch"_qs);
        QVERIFY(writeDurably(path() + u"/start"_qs, "{broken"));
        QVERIFY(StateFolder::open(path())); // costs only a moment of watching
    }

    void aFileInTheWayIsNamed()
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Result<StateFolder> folder = StateFolder::open(path());
        QCOMPARE(folder.error().kind, ErrorKind::Invalid);
        QVERIFY(folder.error().what.contains(u"is a file"));
    }

    void whatCannotBeWrittenIsNamed()
    {
        // /proc is never writable, for root neither.
        const Result<void> unwritable = writeDurably(u"/proc/rollcall-state"_qs, "x");
        QVERIFY(!unwritable);
        QCOMPARE(unwritable.error().where, u"/proc/rollcall-state"_qs);
        const Result<StateFolder> folder = StateFolder::open(u"/proc/rollcall"_qs);
        QCOMPARE(folder.error().kind, ErrorKind::Invalid);
        QVERIFY(folder.error().remedy.contains(u"state_dir"));
    }

    void replacingIsWhole()
    {
        const QString file = m_folder->filePath(u"value"_qs);
        QVERIFY(writeDurably(file, "a long first value"));
        QVERIFY(writeDurably(file, "second"));
        QFile read(file);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(read.readAll(), QByteArray("second"));
        QVERIFY(!QFile::exists(file + u".new"_qs));
    }

private:
    QString path() const { return m_folder->filePath(u"state"_qs); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestStateFolder)
#include "tst_statefolder.moc"
