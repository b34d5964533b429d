#include "ui/dialogs/keystartdialog.h"

#include "model/services/keyfingerprint.h"
#include "ui/dialogs/keyfile.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int keyStartDialogWidth = 580;
constexpr int keyPlanMark = 16;
constexpr std::chrono::milliseconds writingPause{300};

} // namespace

KeyStartDialog::KeyStartDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent)
    : DialogFrame(
          QStringLiteral("Change the Encryption Key"),
          QStringLiteral("The nodes are told the fingerprint of the new key, and accept it beside the "
                         "one in force. The key itself stays in its file, which you put on every node; "
                         "then all switch to it at once. Nothing stops meanwhile."),
          parent)
    , m_actions(actions)
    , m_view(view)
    , m_file(new QLineEdit(this))
    , m_planMark(new StateMark(keyPlanMark, this))
    , m_plan(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_start(accentButton(QStringLiteral("&Start"), this))
{
    setMinimumWidth(keyStartDialogWidth);
    m_file->setObjectName(QStringLiteral("newKeyFile"));
    m_file->setPlaceholderText(QStringLiteral("a file on this computer"));
    auto* choose = plainButton(QStringLiteral("&Browse…"), this);
    auto* make = plainButton(QStringLiteral("&Make a New Key…"), this);
    make->setObjectName(QStringLiteral("makeKey"));
    for (QPushButton* button : {choose, make})
        button->setAutoDefault(false);
    m_field = new FormField(QStringLiteral("&File of the new key"), m_file, {}, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(choose);
    row->addWidget(make);
    m_plan->setWordWrap(true);
    m_plan->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_plan->setObjectName(QStringLiteral("plan"));
    auto* plan = new QHBoxLayout;
    plan->setSpacing(8);
    plan->addWidget(m_planMark, 0, Qt::AlignTop);
    plan->addWidget(m_plan, 1);
    body()->setSpacing(0);
    body()->addWidget(m_field);
    body()->addSpacing(8);
    body()->addLayout(row);
    body()->addSpacing(12);
    body()->addWidget(new SectionLine(QStringLiteral("What happens"), this));
    body()->addSpacing(6);
    body()->addLayout(plan);
    body()->addStretch(1);
    addCancel()->setAutoDefault(false);
    m_start->setObjectName(QStringLiteral("start"));
    addButton(m_start);

    m_pause.setSingleShot(true);
    m_pause.setInterval(writingPause);
    connect(&m_pause, &QTimer::timeout, this, &KeyStartDialog::readFile);
    connect(m_file, &QLineEdit::textChanged, this, &KeyStartDialog::fileChanged);
    connect(choose, &QPushButton::clicked, this, &KeyStartDialog::browse);
    connect(make, &QPushButton::clicked, this, &KeyStartDialog::makeKey);
    connect(m_start, &QPushButton::clicked, this, &KeyStartDialog::start);
    m_file->setFocus();
    update();
}

void KeyStartDialog::present(const ClusterView& view, const QString& offReason)
{
    m_view = view;
    m_offReason = offReason;
    if (!m_starting)
        update();
}

void KeyStartDialog::browse()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("File of the New Encryption Key"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    chooser->open();
}

void KeyStartDialog::makeKey()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("Save the New Encryption Key"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->selectFile(QStringLiteral("encryption-key.next"));
    connect(chooser, &QFileDialog::fileSelected, this, &KeyStartDialog::saveNewKey);
    chooser->open();
}

void KeyStartDialog::saveNewKey(const QString& path)
{
    if (const Result<void> saved = saveKey(generateKey(), path); !saved)
        return showTrouble(saved.error().message());
    showTrouble({});
    if (m_file->text() == path)
        fileChanged();
    else
        m_file->setText(path);
}

/// The file is read when no more is written: every name on the way is one of another file.
void KeyStartDialog::fileChanged()
{
    ++m_generation;
    m_fingerprint.clear();
    m_mistake.clear();
    m_reading = !m_file->text().trimmed().isEmpty();
    if (m_reading)
        m_pause.start();
    else
        m_pause.stop();
    showTrouble({});
    update();
}

void KeyStartDialog::readFile()
{
    readKeyFingerprint(m_file->text().trimmed())
        .then(QCoreApplication::instance(),
              [self = QPointer(this), generation = m_generation](const Result<QString>& fingerprint) {
                  if (self && generation == self->m_generation)
                      self->take(fingerprint);
              });
}

void KeyStartDialog::take(const Result<QString>& fingerprint)
{
    m_reading = false;
    m_fingerprint = fingerprint.value_or(QString());
    m_mistake = fingerprint
                    ? QString()
                    : QStringLiteral("%1 %2").arg(fingerprint.error().what, fingerprint.error().remedy);
    update();
}

void KeyStartDialog::update()
{
    m_field->setMistake(m_mistake);
    m_field->setHelp(m_fingerprint.isEmpty()
                         ? QStringLiteral("32 hex digits or more, as rollcallctl key generate writes them.")
                         : QStringLiteral("Key %1.").arg(m_fingerprint));
    const Result<RotationChange> change = planStep(RotationStep::Start, m_view, m_fingerprint);
    QString reason = m_offReason;
    if (reason.isEmpty() && !change)
        reason = QStringLiteral("%1 %2").arg(change.error().what, change.error().remedy);
    const bool possible = reason.isEmpty();
    const bool known = possible && !m_fingerprint.isEmpty();
    m_planMark->setMark(!possible ? Mark::Down
                        : known   ? Mark::Healthy
                                  : Mark::Idle,
                        !possible ? QStringLiteral("Not possible")
                        : known   ? QStringLiteral("Ready")
                                  : QStringLiteral("Not known yet"));
    const QString plan = !possible   ? reason
                         : known     ? change->advice
                         : m_reading ? QStringLiteral("Reading the file…")
                                     : QStringLiteral("Choose the file of the new key, or make one.");
    const bool asHigh = m_plan->text() == plan && m_shownMistake == m_mistake;
    m_plan->setText(plan);
    m_shownMistake = m_mistake;
    setOffReason(m_start, m_starting  ? QStringLiteral("It is being started.")
                          : !possible ? reason
                          : known     ? QString()
                                      : plan);
    if (asHigh)
        return;
    m_field->layout()->activate(); // a mistake may be of two lines
    m_field->updateGeometry();
    fitHeight();
}

/// The file is read once more: the cluster must not be told of a key that is not there any more.
void KeyStartDialog::start()
{
    m_starting = true;
    showTrouble({});
    update();
    readKeyFingerprint(m_file->text().trimmed())
        .then(QCoreApplication::instance(),
              [self = QPointer(this), generation = m_generation](const Result<QString>& fingerprint) {
                  if (!self)
                      return;
                  if (generation == self->m_generation)
                      return self->startWith(fingerprint);
                  self->m_starting = false; // another file was chosen meanwhile
                  self->update();
              });
}

void KeyStartDialog::startWith(const Result<QString>& fingerprint)
{
    if (!fingerprint || *fingerprint != m_fingerprint) {
        const QString before = m_fingerprint;
        m_starting = false;
        take(fingerprint);
        if (fingerprint)
            showTrouble(QStringLiteral("Nothing was started: the file held key %1 and holds key %2 now. Look "
                                       "whether that is the one you want, and start again.")
                            .arg(before, *fingerprint));
        return;
    }
    // The dialog may be closed meanwhile; what was asked for is done all the same.
    m_actions.rotateKey(RotationStep::Start, m_fingerprint)
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<Done>& result) {
            if (!self)
                return;
            self->m_starting = false;
            if (result) {
                Q_EMIT self->started(*result);
                self->accept();
                return;
            }
            self->update();
            self->showTrouble(result.error().message());
        });
}

} // namespace rollcall
