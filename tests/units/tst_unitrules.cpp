#include "model/units/backoff.h"
#include "model/units/outputlines.h"
#include "model/units/wantedunits.h"

#include <QTest>

using namespace rollcall;

class TestUnitRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wanted_data();
    void wanted();
    void heldUnitsDoNotRun();
    void serviceNeedsAnEpoch();
    void backoffDoublesWithinItsSpread();
    void linesAreSplitAcrossReads();
    void endlessLineIsCut();
    void floodIsCountedNotTaken();
    void controlCharactersDoNotReachTheTerminal();
    void onlyTheLastLinesAreKept();
};

void TestUnitRules::wanted_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<Wanted>("wanted");
    QTest::addColumn<bool>("primary");
    QTest::addColumn<QString>("expected");
    struct Row {
        Mode mode;
        Wanted wanted;
        bool primary;
        const char* expected;
    };
    const Mode single = Mode::Single;
    const Mode lb = Mode::LoadBalancing;
    const Mode ha = Mode::HighAvailability;
    const Row rows[] = {
        {single, Wanted::Active, true, "web service"}, {single, Wanted::Active, false, ""},
        {single, Wanted::Draining, true, "web"},       {single, Wanted::Draining, false, ""},
        {single, Wanted::Maintenance, true, ""},       {single, Wanted::Maintenance, false, ""},
        {lb, Wanted::Active, true, "web service"},     {lb, Wanted::Active, false, "web"},
        {lb, Wanted::Draining, true, "web"},           {lb, Wanted::Draining, false, "web"},
        {lb, Wanted::Maintenance, true, ""},           {lb, Wanted::Maintenance, false, ""},
        {ha, Wanted::Active, true, "web service"},     {ha, Wanted::Active, false, "web"},
        {ha, Wanted::Draining, true, "web"},           {ha, Wanted::Draining, false, "web"},
        {ha, Wanted::Maintenance, true, ""},           {ha, Wanted::Maintenance, false, ""},
    };
    for (const Row& row : rows)
        QTest::addRow("%s, %s%s", qPrintable(wordOf(row.mode)), qPrintable(wordOf(row.wanted)),
                      row.primary ? ", primary" : "")
            << row.mode << row.wanted << row.primary << QString::fromLatin1(row.expected);
}

static std::vector<UnitSpec> webAndService()
{
    UnitSpec web;
    web.name = QStringLiteral("web");
    UnitSpec service;
    service.name = QStringLiteral("service");
    service.role = UnitRole::Service;
    return {web, service};
}

static QString joined(const std::vector<QString>& names)
{
    return QStringList(names.begin(), names.end()).join(u' ');
}

void TestUnitRules::wanted()
{
    QFETCH(Mode, mode);
    QFETCH(Wanted, wanted);
    QFETCH(bool, primary);
    const UnitDemand demand{{mode, wanted, primary}, primary ? 7 : 0, {}};
    QTEST(joined(wantedUnits(webAndService(), demand)), "expected");
}

void TestUnitRules::heldUnitsDoNotRun()
{
    UnitDemand demand{{Mode::HighAvailability, Wanted::Active, true}, 7, {QStringLiteral("web")}};
    QCOMPARE(joined(wantedUnits(webAndService(), demand)), QStringLiteral("service"));
    demand.held = {QStringLiteral("service"), QStringLiteral("unknown")};
    QCOMPARE(joined(wantedUnits(webAndService(), demand)), QStringLiteral("web"));
}

void TestUnitRules::serviceNeedsAnEpoch()
{
    const UnitDemand demand{{Mode::HighAvailability, Wanted::Active, true}, 0, {}};
    QCOMPARE(joined(wantedUnits(webAndService(), demand)), QStringLiteral("web"));
}

void TestUnitRules::backoffDoublesWithinItsSpread()
{
    Backoff backoff(Millis(1000), Millis(60000));
    QCOMPARE(backoff.next(0.5), Millis(1000));
    QCOMPARE(backoff.next(0), Millis(1600));
    QCOMPARE(backoff.next(0.999), Millis(4798));
    for (int i = 0; i < 10; ++i)
        backoff.next(0.5);
    QCOMPARE(backoff.next(0.5), Millis(60000));
    backoff.reset();
    QCOMPARE(backoff.next(0.5), Millis(1000));
}

void TestUnitRules::linesAreSplitAcrossReads()
{
    OutputLines output;
    QCOMPARE(output.take("one\ntw", 0), QStringList{QStringLiteral("one")});
    QCOMPARE(output.take("o\r\n\nrest", 0), (QStringList{QStringLiteral("two"), QString()}));
    QCOMPARE(output.finish(0), QStringList{QStringLiteral("rest")});
    QCOMPARE(output.finish(0), QStringList());
}

void TestUnitRules::endlessLineIsCut()
{
    OutputLines output;
    for (int i = 0; i < 100; ++i)
        QCOMPARE(output.take(QByteArray(10000, 'x'), 0), QStringList());
    const QStringList lines = output.take("x\nnext\n", 0);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0].size(), OutputLines::longestLine + 1);
    QVERIFY(lines[0].endsWith(u'…'));
    QCOMPARE(lines[1], QStringLiteral("next"));
}

void TestUnitRules::floodIsCountedNotTaken()
{
    OutputLines output;
    QCOMPARE(output.take(QByteArray("line\n").repeated(5000), 100).size(), OutputLines::perSecond);
    const QStringList later = output.take("after\n", 1100);
    QCOMPARE(later.size(), 2);
    QVERIFY2(later[0].contains(u"4900 lines more"), qPrintable(later[0]));
    QCOMPARE(later[1], QStringLiteral("after"));
}

void TestUnitRules::controlCharactersDoNotReachTheTerminal()
{
    OutputLines output;
    const QStringList lines = output.take("\x1b[2Jred\x07\tplain \xff\n", 0);
    QCOMPARE(lines.size(), 1);
    for (const QChar c : lines[0])
        QVERIFY(c == u'\t' || c.category() != QChar::Other_Control);
    QVERIFY(lines[0].contains(u"plain"));
}

void TestUnitRules::onlyTheLastLinesAreKept()
{
    OutputLines output;
    for (int i = 0; i < 1000; ++i)
        output.take(QByteArray::number(i) + '\n', i * 1000);
    QCOMPARE(output.lines().size(), OutputLines::kept);
    QCOMPARE(output.lines().constLast(), QStringLiteral("999"));
}

QTEST_APPLESS_MAIN(TestUnitRules)
#include "tst_unitrules.moc"
