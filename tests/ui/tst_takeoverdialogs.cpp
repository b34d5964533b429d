#include "tests/ui/pagetools.h"
#include "tests/ui/recordingactions.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/confirmdialog.h"
#include "ui/dialogs/prioritydialog.h"
#include "ui/dialogs/timingsdialog.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

template <class Dialog>
void open(Dialog& dialog)
{
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
}

void choose(QWidget& dialog, const QString& text)
{
    const QList<QRadioButton*> all = dialog.findChildren<QRadioButton*>();
    for (QRadioButton* each : all)
        if (each->text().remove(u'&') == text)
            each->click();
}

QString textIn(const QWidget& dialog)
{
    QStringList text;
    const QList<TextLabel*> labels = dialog.findChildren<TextLabel*>();
    for (const TextLabel* label : labels)
        if (label->isVisibleTo(&dialog))
            text << label->text();
    return text.join(u'\n');
}

QPushButton* named(QWidget& dialog, const char* name)
{
    return dialog.findChild<QPushButton*>(QString::fromLatin1(name));
}

} // namespace

class TakeoverDialogsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void aProfileIsApplied()
    {
        RecordingActions actions;
        TimingsDialog dialog(actions, production().view(), nullptr);
        open(dialog);
        QVERIFY(!named(dialog, "apply")->isEnabled());
        QCOMPARE(named(dialog, "apply")->toolTip(), QStringLiteral("Nothing has been changed."));
        picture(dialog, QStringLiteral("dialog-timings"));
        choose(dialog, QStringLiteral("Tolerant"));
        QVERIFY(textIn(dialog).contains(LeaseTimings::tolerant().takeoverSentence()));
        QSignalSpy applied(&dialog, &TimingsDialog::applied);
        named(dialog, "apply")->click();
        QTRY_COMPARE(applied.count(), 1);
        QCOMPARE(actions.changes, changesFor(LeaseTimings::tolerant()));
        QVERIFY(!dialog.isVisible());
    }

    void aValueThatIsNotSafeSaysSoAtItsField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("value");
        QTest::newRow("ttl") << QStringLiteral("ttl") << 100;
        QTest::newRow("renew") << QStringLiteral("renew") << 900;
        QTest::newRow("poll") << QStringLiteral("poll") << 0;
        QTest::newRow("margin") << QStringLiteral("margin") << 50;
    }
    void aValueThatIsNotSafeSaysSoAtItsField()
    {
        QFETCH(QString, field);
        QFETCH(int, value);
        RecordingActions actions;
        TimingsDialog dialog(actions, production().view(), nullptr);
        open(dialog);
        auto* box = dialog.findChild<QSpinBox*>(field);
        QVERIFY(!box->isEnabled());
        choose(dialog, QStringLiteral("Custom"));
        QVERIFY(box->isEnabled());
        const int before = box->value();
        box->setValue(value);
        const Error error = dialog.timings().validated().error();
        QVERIFY2(error.what.startsWith(field), qPrintable(error.what));
        int blamed = 0;
        const QList<FormField*> fields = dialog.findChildren<FormField*>();
        for (const FormField* each : fields) {
            if (!each->hasMistake())
                continue;
            ++blamed;
            QVERIFY(each->isAncestorOf(box));
            QVERIFY(textIn(*each).contains(error.what));
        }
        QCOMPARE(blamed, 1);
        QVERIFY(!named(dialog, "apply")->isEnabled());
        picture(dialog, QStringLiteral("dialog-timings-%1").arg(field));
        box->setValue(before + 1);
        QVERIFY2(dialog.timings().validated(), "one millisecond more is safe");
        QVERIFY(named(dialog, "apply")->isEnabled());
        // Back at what is in force there is nothing to apply.
        box->setValue(before);
        QVERIFY(!named(dialog, "apply")->isEnabled());
    }

    void aRefusalIsShownAndTheDialogStays()
    {
        RecordingActions actions;
        actions.refusal = Error{ErrorKind::Refused,
                                QStringLiteral("You may only look."),
                                QStringLiteral("Ask an administrator."),
                                {}};
        TimingsDialog dialog(actions, production().view(), nullptr);
        open(dialog);
        choose(dialog, QStringLiteral("Tolerant"));
        named(dialog, "apply")->click();
        QTRY_VERIFY(textIn(dialog).contains(QStringLiteral("You may only look.")));
        QVERIFY(dialog.isVisible());
        QVERIFY(named(dialog, "apply")->isEnabled());
    }

    void prioritiesHaveWords()
    {
        RecordingActions actions;
        const ClusterView view = production().view();
        PriorityDialog dialog(actions, view.nodes[1], nullptr);
        open(dialog);
        picture(dialog, QStringLiteral("dialog-priority"));
        QVERIFY(!named(dialog, "apply")->isEnabled());
        QCOMPARE(dialog.priority(), 100);
        choose(dialog, QStringLiteral("Preferred"));
        QCOMPARE(dialog.priority(), 200);
        choose(dialog, QStringLiteral("A number"));
        dialog.findChild<QSpinBox*>()->setValue(150);
        QCOMPARE(dialog.priority(), 150);
        QSignalSpy applied(&dialog, &PriorityDialog::applied);
        named(dialog, "apply")->click();
        QTRY_COMPARE(applied.count(), 1);
        QCOMPARE(actions.priorities.size(), 1U);
        QCOMPARE(actions.priorities[0], std::tuple(view.nodes[1].row.id, 150, false));
    }

    void theLastCandidateIsInsistedOn()
    {
        RecordingActions actions;
        actions.refusal =
            Error{ErrorKind::Refused, QStringLiteral("No other node could be the primary."), {}, {}};
        const ClusterView view = production().view();
        PriorityDialog dialog(actions, view.nodes[1], nullptr);
        open(dialog);
        auto* box = dialog.findChild<QCheckBox*>(QStringLiteral("override"));
        QVERIFY(!box->isVisible());
        choose(dialog, QStringLiteral("Never"));
        named(dialog, "apply")->click();
        QTRY_VERIFY(box->isVisible());
        QVERIFY(textIn(dialog).contains(QStringLiteral("No other node could be the primary.")));
        QVERIFY(!named(dialog, "apply")->isEnabled());
        picture(dialog, QStringLiteral("dialog-priority-refused"));
        box->setChecked(true);
        actions.refusal.reset();
        named(dialog, "apply")->click();
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(actions.priorities.back(), std::tuple(view.nodes[1].row.id, 0, true));
    }

    void aDialogMayBeClosedBeforeTheAnswer()
    {
        RecordingActions actions;
        auto* dialog = new TimingsDialog(actions, production().view(), nullptr);
        dialog->open();
        choose(*dialog, QStringLiteral("Tolerant"));
        named(*dialog, "apply")->click();
        delete dialog;
        QCoreApplication::processEvents();
        QCOMPARE(actions.changes.size(), 4U);
    }

    void handingOverOffersTheNextInLineFirst()
    {
        const ClusterView view = production().view();
        const Intent intent = Intent::forNode(Act::HandOver, {});
        ConfirmDialog dialog(*questionFor(intent, view), intent, view, nullptr);
        open(dialog);
        auto* target = dialog.findChild<QComboBox*>();
        QCOMPARE(target->itemText(0), QStringLiteral("Next in line (web-02)"));
        NodeId chosen = NodeId::create();
        connect(&dialog, &ConfirmDialog::confirmed, this,
                [&](const ConfirmDialog::Answer& answer) { chosen = answer.target; });
        named(dialog, "confirm")->click();
        QVERIFY(chosen.isNull());
    }
};

QTEST_MAIN(TakeoverDialogsTest)
#include "tst_takeoverdialogs.moc"
