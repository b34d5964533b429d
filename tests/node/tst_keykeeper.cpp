#include "model/node/keykeeper.h"
#include "tests/support/testsupport.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

struct MadeKey {
    Secret text = EncryptionKey::generate();
    EncryptionKey key = EncryptionKey::parse(text).value();
    QString mark() const { return key.fingerprint(); }
};

void putInto(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

KeyRotation rotationOf(RotationPhase phase, const QString& inForce, const QString& other = {})
{
    KeyRotation keys;
    keys.phase = phase;
    keys.inForce = inForce;
    keys.other = other;
    return keys;
}

} // namespace

class TestKeyKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_files = {m_folder->filePath(u"key"_qs), m_folder->filePath(u"key.next"_qs)};
        putInto(m_files.current, m_a.text.reveal());
    }

    void whichKeyIsUsed()
    {
        const auto marks = [](const KeyChoice& choice) {
            QStringList all{choice.use ? choice.use->fingerprint() : u"none"_qs};
            for (const EncryptionKey& key : choice.accept)
                all << key.fingerprint();
            return all;
        };
        const QString a = m_a.mark();
        const QString b = m_b.mark();
        const std::vector<EncryptionKey> onlyOld{m_a.key};
        const std::vector<EncryptionKey> both{m_a.key, m_b.key};
        QCOMPARE(marks(chooseKeys({}, {})), QStringList{u"none"_qs});
        QCOMPARE(marks(chooseKeys({}, both)), (QStringList{a, a}));
        const KeyRotation preparing = rotationOf(RotationPhase::Preparing, a, b);
        const KeyRotation switched = rotationOf(RotationPhase::Switched, b, a);
        const KeyRotation ended = rotationOf(RotationPhase::None, b);
        QCOMPARE(marks(chooseKeys(preparing, onlyOld)), (QStringList{a, a}));
        QCOMPARE(marks(chooseKeys(preparing, both)), (QStringList{a, a, b}));
        QCOMPARE(marks(chooseKeys(switched, onlyOld)), (QStringList{a, a}));
        QCOMPARE(marks(chooseKeys(switched, both)), (QStringList{b, b, a}));
        QCOMPARE(marks(chooseKeys(ended, both)), (QStringList{b, b}));
        // It knocks with what it has, and lets nobody in with what is no longer accepted.
        QCOMPARE(marks(chooseKeys(ended, onlyOld)), QStringList{a});
        QVERIFY(chooseKeys(ended, onlyOld).lacks);
        QVERIFY(!chooseKeys(switched, onlyOld).lacks);
    }

    void filesAreReadWithoutARestart()
    {
        KeyKeeper keeper(m_files, m_a.key, {});
        QSignalSpy changed(&keeper, &KeyKeeper::changed);
        QSignalSpy received(&keeper, &KeyKeeper::received);
        QCOMPARE(keeper.use(), std::optional(m_a.key));
        QCOMPARE(keeper.files(), (KeyFiles{m_a.mark(), {}, m_files.next, {}}));
        keeper.look();
        QVERIFY(changed.isEmpty());

        keeper.setRotation(rotationOf(RotationPhase::Preparing, m_a.mark(), m_b.mark()));
        QVERIFY(changed.isEmpty());
        putInto(m_files.next, m_b.text.reveal() + '\n');
        keeper.look();
        keeper.look();
        QCOMPARE(keeper.files().next, m_b.mark());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(received.size(), 1);
        QCOMPARE(keeper.use(), std::optional(m_a.key));
        QCOMPARE(keeper.accepted(), (std::vector{m_a.key, m_b.key}));

        keeper.setRotation(rotationOf(RotationPhase::Switched, m_b.mark(), m_a.mark()));
        QCOMPARE(keeper.use(), std::optional(m_b.key));
        keeper.setRotation(rotationOf(RotationPhase::None, m_b.mark()));
        QCOMPARE(keeper.accepted(), std::vector{m_b.key});

        // A restart before the files are tidied up, and the tidying up.
        QCOMPARE(KeyKeeper(m_files, m_a.key, rotationOf(RotationPhase::None, m_b.mark())).use(),
                 std::optional(m_b.key));
        QFile::remove(m_files.current);
        QVERIFY(QFile::rename(m_files.next, m_files.current));
        changed.clear();
        keeper.look();
        QVERIFY(changed.isEmpty());
        QCOMPARE(keeper.files(), (KeyFiles{m_b.mark(), {}, m_files.next, {}}));
    }

    void whatCannotBeUsedIsSaidOnce()
    {
        KeyKeeper keeper(m_files, m_a.key, rotationOf(RotationPhase::Preparing, m_a.mark(), m_b.mark()));
        QSignalSpy failed(&keeper, &KeyKeeper::failed);
        putInto(m_files.next, "12 is no key");
        keeper.look();
        keeper.look();
        QCOMPARE(failed.size(), 1);
        const QString said = failed[0][0].toString();
        QVERIFY2(said.contains(m_files.next) && !said.contains(u"12 is"), qPrintable(said));
        QCOMPARE(keeper.files().problem, said);
        QCOMPARE(keeper.files().next, QString());
        putInto(m_files.next, m_b.text.reveal());
        keeper.look();
        QCOMPARE(keeper.files().problem, QString());
        QCOMPARE(failed.size(), 1);
    }

    /// Copying is not atomic, and people remove the wrong file: the node goes on with what it had.
    void aKeyInUseIsKeptWithoutItsFile()
    {
        KeyKeeper keeper(m_files, m_a.key, {});
        putInto(m_files.next, m_b.text.reveal());
        putInto(m_files.current, {});
        keeper.look();
        QCOMPARE(keeper.use(), std::optional(m_a.key));
        QVERIFY(keeper.files().problem.contains(m_files.current));
        QFile::remove(m_files.current);
        keeper.look();
        QCOMPARE(keeper.use(), std::optional(m_a.key));
        QVERIFY2(keeper.files().problem.contains(u"is in no file any more"),
                 qPrintable(keeper.files().problem));
    }

    void oneThatMissedTheRotationSaysWhatToDo()
    {
        KeyKeeper keeper(m_files, m_a.key, rotationOf(RotationPhase::None, m_b.mark()));
        QSignalSpy failed(&keeper, &KeyKeeper::failed);
        QSignalSpy changed(&keeper, &KeyKeeper::changed);
        keeper.look();
        QCOMPARE(failed.size(), 1);
        QCOMPARE(
            failed[0][0].toString(),
            u"The cluster uses encryption key %1, and this node has only %2. Put key %1 into %3; no restart "
            "is needed."_qs.arg(m_b.mark(), m_a.mark(), m_files.next));
        QVERIFY(keeper.accepted().empty());
        putInto(m_files.next, m_b.text.reveal());
        keeper.look();
        QCOMPARE(keeper.accepted(), std::vector{m_b.key});
        QCOMPARE(changed.size(), 1);
    }

    void aNodeOnAPipeHasNone()
    {
        KeyKeeper keeper({}, {}, {});
        keeper.look();
        QVERIFY(!keeper.use());
        QCOMPARE(keeper.files(), KeyFiles());
    }

private:
    MadeKey m_a;
    MadeKey m_b;
    std::unique_ptr<QTemporaryDir> m_folder;
    KeyKeeper::Files m_files;
};

QTEST_GUILESS_MAIN(TestKeyKeeper)
#include "tst_keykeeper.moc"
