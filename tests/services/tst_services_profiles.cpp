#include "model/services/connectionresolver.h"
#include "model/services/profilestore.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;

namespace
{

Profile profile(const QString& name,
                const QString& url = QStringLiteral("postgresql://rollcall@db1/rollcall"))
{
    Profile profile;
    profile.name = name;
    profile.url = url;
    return profile;
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QByteArray keyText = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";

} // namespace

class TestProfiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsSavedIsReadByAnother();
    void theLastUsedComesFirst();
    void aNameIsTakenOnce();
    void twoProgramsDoNotLoseEachOthersChanges();
    void badUrlsAreRefused_data();
    void badUrlsAreRefused();
    void aBrokenFileIsNamedAndNeverOverwritten();
    void aFileOfANewerVersionIsLeftAlone();
    void exportAndImport();
    void importRefusesOtherFiles();
    void thePermissionsKeepOthersOut();

    void aNamedProfileGivesItsUrlAndKey();
    void theEnvironmentServes();
    void theArgumentWinsOverTheEnvironment();
    void anUnknownNameListsTheSavedOnes();
    void theOnlyProfileNeedsNoName();
    void severalProfilesNeedAName();
    void aBadKeyFileIsNamed();
    void theActorIsThePersonBehindSudo();

private:
    QString file() const { return m_folder->filePath(QStringLiteral("config/profiles.json")); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProfiles::whatIsSavedIsReadByAnother()
{
    ProfileStore store(file());
    QVERIFY(store.load());
    QSignalSpy changed(&store, &ProfileStore::changed);
    Profile wanted = profile(QStringLiteral("  Staging "));
    wanted.keyFile = QStringLiteral("/etc/rollcall/key");
    const Result<Profile> saved = store.save(wanted);
    QVERIFY(saved);
    QVERIFY(!saved->id.isEmpty());
    QCOMPARE(saved->name, QStringLiteral("Staging"));
    QCOMPARE(changed.size(), 1);

    ProfileStore other(file());
    QVERIFY(other.load());
    QCOMPARE(other.profiles().size(), size_t(1));
    QCOMPARE(other.find(u"staging"), std::optional(*saved));
    QCOMPARE(other.find(saved->id), std::optional(*saved));
    QVERIFY(!other.find(u"production"));

    QVERIFY(other.remove(saved->id));
    QVERIFY(store.load());
    QVERIFY(store.profiles().empty());
    QCOMPARE(store.remove(saved->id).error().kind, ErrorKind::NotFound);
}

void TestProfiles::theLastUsedComesFirst()
{
    ProfileStore store(file());
    QVERIFY(store.save(profile(QStringLiteral("alpha"))));
    const Result<Profile> beta = store.save(profile(QStringLiteral("Beta")));
    QVERIFY(beta);
    QCOMPARE(store.profiles().front().name, QStringLiteral("alpha"));
    QVERIFY(store.markUsed(beta->id));
    QCOMPARE(store.profiles().front().name, QStringLiteral("Beta"));
    QVERIFY(store.profiles().front().lastUsed > 0);
}

void TestProfiles::aNameIsTakenOnce()
{
    ProfileStore store(file());
    Result<Profile> first = store.save(profile(QStringLiteral("Staging")));
    QVERIFY(first);
    QCOMPARE(store.save(profile(QStringLiteral("STAGING"))).error().kind, ErrorKind::Conflict);
    QCOMPARE(store.save(profile(QStringLiteral("  "))).error().kind, ErrorKind::Invalid);
    first->url = QStringLiteral("sqlite:///tmp/x.sqlite");
    QVERIFY(store.save(*first));
    QCOMPARE(store.profiles().size(), size_t(1));
    QCOMPARE(store.profiles().front().url, first->url);
}

void TestProfiles::twoProgramsDoNotLoseEachOthersChanges()
{
    ProfileStore console(file());
    ProfileStore commandLine(file());
    QVERIFY(console.load());
    QVERIFY(commandLine.load());
    QVERIFY(console.save(profile(QStringLiteral("one"))));
    QVERIFY(commandLine.save(profile(QStringLiteral("two"))));
    QVERIFY(console.load());
    QCOMPARE(console.profiles().size(), size_t(2));
}

void TestProfiles::badUrlsAreRefused_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("empty") << QString();
    QTest::newRow("no scheme") << QStringLiteral("db1/rollcall");
    QTest::newRow("password") << QStringLiteral("postgresql://user:hunter2@db1/rollcall");
    QTest::newRow("password, several hosts") << QStringLiteral("postgresql://user:hunter2@db1,db2/rollcall");
    QTest::newRow("password as parameter") << QStringLiteral("postgresql://db1/rollcall?password=hunter2");
}

void TestProfiles::badUrlsAreRefused()
{
    QFETCH(QString, url);
    ProfileStore store(file());
    const Result<Profile> saved = store.save(profile(QStringLiteral("Staging"), url));
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, ErrorKind::Invalid);
    QVERIFY(!saved.error().message().contains(u"hunter2"));
    QVERIFY(!QFile::exists(file()));
}

void TestProfiles::aBrokenFileIsNamedAndNeverOverwritten()
{
    QDir().mkpath(QFileInfo(file()).absolutePath());
    const QByteArray broken = "{\"profiles\": [";
    write(file(), broken);
    ProfileStore store(file());
    const Result<void> loaded = store.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().kind, ErrorKind::Corrupt);
    QCOMPARE(loaded.error().where, file());
    QVERIFY(!store.save(profile(QStringLiteral("Staging"))));
    QCOMPARE(read(file()), broken);
}

void TestProfiles::aFileOfANewerVersionIsLeftAlone()
{
    QDir().mkpath(QFileInfo(file()).absolutePath());
    const QByteArray newer = "{\"format\": 2, \"profiles\": []}";
    write(file(), newer);
    ProfileStore store(file());
    QCOMPARE(store.load().error().kind, ErrorKind::Refused);
    QVERIFY(!store.save(profile(QStringLiteral("Staging"))));
    QCOMPARE(read(file()), newer);
}

void TestProfiles::exportAndImport()
{
    ProfileStore store(file());
    Profile wanted = profile(QStringLiteral("Staging"));
    wanted.keyFile = QStringLiteral("/etc/rollcall/key");
    wanted.lastUsed = 5;
    const Result<Profile> saved = store.save(wanted);
    QVERIFY(saved);
    const QString path = m_folder->filePath(QStringLiteral("staging.rollcall"));
    QVERIFY(ProfileStore::exportTo(*saved, path));
    const Result<Profile> imported = ProfileStore::importFrom(path);
    QVERIFY(imported);
    QCOMPARE(imported->name, saved->name);
    QCOMPARE(imported->url, saved->url);
    QCOMPARE(imported->keyFile, saved->keyFile);
    QVERIFY(imported->id.isEmpty());
    QCOMPARE(imported->lastUsed, 0);
}

void TestProfiles::importRefusesOtherFiles()
{
    const QString path = m_folder->filePath(QStringLiteral("file"));
    QCOMPARE(ProfileStore::importFrom(path).error().kind, ErrorKind::Invalid);
    write(path, "not json");
    QCOMPARE(ProfileStore::importFrom(path).error().kind, ErrorKind::Corrupt);
    write(path, "{\"name\": \"x\"}");
    QCOMPARE(ProfileStore::importFrom(path).error().kind, ErrorKind::Invalid);
    write(path, "{\"kind\": \"rollcall-profile\", \"name\": \"x\", \"url\": \"postgresql://a:b@c/d\"}");
    const Result<Profile> withPassword = ProfileStore::importFrom(path);
    QVERIFY(!withPassword);
    QCOMPARE(withPassword.error().where, path);
}

void TestProfiles::thePermissionsKeepOthersOut()
{
    ProfileStore store(file());
    QVERIFY(store.save(profile(QStringLiteral("Staging"))));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(file()) & others));
}

void TestProfiles::aNamedProfileGivesItsUrlAndKey()
{
    const QString key = m_folder->filePath(QStringLiteral("key"));
    write(key, keyText);
    ProfileStore store(file());
    Profile wanted = profile(QStringLiteral("Staging"));
    wanted.keyFile = key;
    const Result<Profile> saved = store.save(wanted);
    QVERIFY(saved);
    const Result<ResolvedConnection> resolved = resolveConnection(QStringLiteral("staging"), {}, store);
    QVERIFY(resolved);
    QCOMPARE(resolved->spec.url, wanted.url);
    QCOMPARE(resolved->spec.name, QStringLiteral("Staging"));
    QCOMPARE(resolved->spec.encryptionKey.reveal(), keyText.trimmed());
    QCOMPARE(resolved->profile, std::optional(*saved));
}

void TestProfiles::theEnvironmentServes()
{
    const QString key = m_folder->filePath(QStringLiteral("key"));
    const QString password = m_folder->filePath(QStringLiteral("password"));
    write(key, keyText);
    write(password, "hunter2\n");
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("ROLLCALL_DATABASE_URL"),
                       QStringLiteral("postgresql://rollcall@db1/rollcall"));
    environment.insert(QStringLiteral("ROLLCALL_DATABASE_PASSWORD_FILE"), password);
    environment.insert(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), key);
    environment.insert(QStringLiteral("USER"), QStringLiteral("dana"));
    const Result<ResolvedConnection> resolved = resolveConnection({}, environment, ProfileStore(file()));
    QVERIFY(resolved);
    QCOMPARE(resolved->spec.url, QStringLiteral("postgresql://rollcall@db1/rollcall"));
    QCOMPARE(resolved->spec.password.reveal(), QByteArray("hunter2"));
    QCOMPARE(resolved->spec.encryptionKey.reveal(), keyText.trimmed());
    QCOMPARE(resolved->spec.actor, QStringLiteral("dana"));
}

void TestProfiles::theArgumentWinsOverTheEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("ROLLCALL_CLUSTER"), QStringLiteral("sqlite:///b.sqlite"));
    environment.insert(QStringLiteral("ROLLCALL_DATABASE_URL"), QStringLiteral("sqlite:///c.sqlite"));
    const ProfileStore store(file());
    QCOMPARE(resolveConnection(QStringLiteral("sqlite:///a.sqlite"), environment, store)->spec.url,
             QStringLiteral("sqlite:///a.sqlite"));
    QCOMPARE(resolveConnection({}, environment, store)->spec.url, QStringLiteral("sqlite:///b.sqlite"));
    environment.remove(QStringLiteral("ROLLCALL_CLUSTER"));
    QCOMPARE(resolveConnection({}, environment, store)->spec.url, QStringLiteral("sqlite:///c.sqlite"));
}

void TestProfiles::anUnknownNameListsTheSavedOnes()
{
    ProfileStore store(file());
    QVERIFY(store.save(profile(QStringLiteral("Staging"))));
    const Result<ResolvedConnection> resolved = resolveConnection(QStringLiteral("Stagign"), {}, store);
    QVERIFY(!resolved);
    QCOMPARE(resolved.error().kind, ErrorKind::Invalid);
    QVERIFY(resolved.error().remedy.contains(u"Staging"));
}

void TestProfiles::theOnlyProfileNeedsNoName()
{
    ProfileStore store(file());
    QCOMPARE(resolveConnection({}, {}, store).error().kind, ErrorKind::Invalid);
    QVERIFY(store.save(profile(QStringLiteral("Staging"))));
    QCOMPARE(resolveConnection({}, {}, store)->spec.name, QStringLiteral("Staging"));
}

void TestProfiles::severalProfilesNeedAName()
{
    ProfileStore store(file());
    QVERIFY(store.save(profile(QStringLiteral("one"))));
    QVERIFY(store.save(profile(QStringLiteral("two"))));
    const Result<ResolvedConnection> resolved = resolveConnection({}, {}, store);
    QVERIFY(!resolved);
    QVERIFY(resolved.error().what.contains(u"one, two"));
}

void TestProfiles::aBadKeyFileIsNamed()
{
    const QString key = m_folder->filePath(QStringLiteral("key"));
    write(key, "not hexadecimal at all, but a secret");
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("ROLLCALL_CLUSTER"), QStringLiteral("sqlite:///b.sqlite"));
    environment.insert(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), key);
    const Result<ResolvedConnection> resolved = resolveConnection({}, environment, ProfileStore(file()));
    QVERIFY(!resolved);
    QVERIFY(resolved.error().message().contains(key));
    QVERIFY(!resolved.error().message().contains(u"secret"));
}

void TestProfiles::theActorIsThePersonBehindSudo()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("USER"), QStringLiteral("root"));
    QCOMPARE(localActor(environment), QStringLiteral("root"));
    environment.insert(QStringLiteral("SUDO_USER"), QStringLiteral("dana"));
    QCOMPARE(localActor(environment), QStringLiteral("dana"));
}

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_services_profiles.moc"
