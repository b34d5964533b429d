#include "model/cluster/settings.h"

#include <QSet>
#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLineOfTheCatalogueIsWhole()
    {
        QSet<QString> keys;
        for (const SettingSpec& each : settingCatalogue()) {
            QVERIFY2(!keys.contains(each.key), qPrintable(each.key));
            keys.insert(each.key);
            QVERIFY2(each.key.startsWith(wordOf(each.group) + u'.'), qPrintable(each.key));
            QVERIFY2(!each.title.isEmpty() && each.meaning.endsWith(u'.'), qPrintable(each.key));
            QCOMPARE(each.accepted(each.standard).value_or(QString()), each.standard);
            QCOMPARE(settingSpec(each.key).value(), each);
        }
        QCOMPARE(settingSpec(u"election.ttl").error().kind, ErrorKind::Invalid);
    }

    void theStandardValuesAreTheStandardTimings()
    {
        for (const SettingChange& each : changesFor(LeaseTimings::standard()))
            QCOMPARE(settingSpec(each.key)->standard, each.value);
        QCOMPARE(timingsWith(LeaseTimings::standard(), changesFor(LeaseTimings::tolerant())).value(),
                 LeaseTimings::tolerant());
    }

    void whatAPersonWritesIsUnderstood_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("stored"); // empty: not accepted
        QTest::newRow("plain") << "2000"
                               << "2000";
        QTest::newRow("blanks") << " 2000 "
                                << "2000";
        QTest::newRow("milliseconds") << "2500ms"
                                      << "2500";
        QTest::newRow("seconds") << "2s"
                                 << "2000";
        QTest::newRow("minutes") << "1m"
                                 << "60000";
        QTest::newRow("least") << "500"
                               << "500";
        QTest::newRow("too small") << "499"
                                   << "";
        QTest::newRow("most") << "600000"
                              << "600000";
        QTest::newRow("too large") << "11m"
                                   << "";
        QTest::newRow("negative") << "-2000"
                                  << "";
        QTest::newRow("a fraction") << "1.5"
                                    << "";
        QTest::newRow("beyond every number") << "99999999999999999999"
                                             << "";
        QTest::newRow("a word") << "soon"
                                << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void whatAPersonWritesIsUnderstood()
    {
        QFETCH(QString, written);
        QFETCH(QString, stored);
        const Result<QString> value = settingSpec(QString(settingkey::Ttl))->accepted(written);
        QCOMPARE(value.value_or(QString()), stored);
        if (value)
            return;
        QCOMPARE(value.error().kind, ErrorKind::Invalid);
        QCOMPARE(value.error().where, QString(settingkey::Ttl));
        QVERIFY(!value.error().remedy.isEmpty());
    }

    void aFolderIsAnAbsolutePathOrNothing()
    {
        const SettingSpec spec = *settingSpec(QString(settingkey::BasePath));
        QCOMPARE(spec.standard, QString());
        QCOMPARE(spec.accepted(u" /srv//shared/ ").value(), u"/srv/shared"_qs);
        QCOMPARE(spec.accepted(u"").value(), QString());
        QVERIFY(spec.accepted(u"Z:\\shared").error().what.contains(u"mapped drive"));
        for (const QString& wrong : {u"shared"_qs, u"smb://host/share"_qs, u"/srv/\nshared"_qs})
            QCOMPARE(spec.accepted(wrong).error().kind, ErrorKind::Invalid);
    }

    void theBalancersPlaceIsAnAddressOrNothing()
    {
        const SettingSpec stats = *settingSpec(QString(settingkey::BalancerStats));
        QCOMPARE(stats.standard, QString());
        QCOMPARE(stats.accepted(u" http://10.0.0.10:8404/stats;csv ").value(),
                 u"http://10.0.0.10:8404/stats"_qs);
        QCOMPARE(stats.accepted(u"unix:/run/haproxy/admin.sock").value(), u"unix:/run/haproxy/admin.sock"_qs);
        QCOMPARE(stats.accepted(u"").value(), QString());
        QCOMPARE(stats.accepted(u"10.0.0.10").error().where, QString(settingkey::BalancerStats));
        const SettingSpec backend = *settingSpec(QString(settingkey::BalancerBackend));
        QCOMPARE(backend.accepted(u" nodes ").value(), u"nodes"_qs);
        QVERIFY(!backend.accepted(u"two words"));
    }

    void theFourTimesAreCheckedTogether()
    {
        const LeaseTimings now = LeaseTimings::standard();
        // Alone it is not safe, together with the others it is.
        const Result<LeaseTimings> alone = timingsWith(now, {{settingkey::Ttl, QStringLiteral("6000")}});
        QCOMPARE(alone.error().kind, ErrorKind::Refused);
        LeaseTimings direct = now;
        direct.ttl = 6s;
        QCOMPARE(alone.error().what, direct.validated().error().what);
        QVERIFY(alone.error().remedy.startsWith(direct.validated().error().remedy));
        const Result<LeaseTimings> both = timingsWith(
            now, {{settingkey::Ttl, QStringLiteral("6000")}, {settingkey::Margin, QStringLiteral("1000")}});
        QVERIFY2(both, qPrintable(both ? QString() : both.error().what));
        QCOMPARE(both->ttl, Millis(6s));
        QCOMPARE(both->renew, now.renew);
        // Other settings are none of its business.
        QCOMPARE(timingsWith(now, {{QStringLiteral("storage.path"), QStringLiteral("/x")}}).value(), now);
    }
};

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
