#include "ui/dialogs/restoredialog.h"

#include "model/services/backupwords.h"
#include "ui/dialogs/backupfacts.h"
#include "ui/dialogs/markedlines.h"
#include "ui/dialogs/pathinput.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int restoreDialogWidth = 600;
constexpr int restoreLinesHeight = 240; ///< more of them scroll
constexpr std::chrono::milliseconds restorePause{300};

} // namespace

RestoreDialog::RestoreDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent)
    : DialogFrame(QStringLiteral("Restore a Backup"), {}, parent)
    , m_actions(actions)
    , m_cluster(view.facts.cluster.name)
    , m_choosing(makeChoosing())
    , m_opened(makeOpened())
    , m_saveKey(new LinkButton(QStringLiteral("Save its key…"), this))
    , m_cancel(addCancel())
    , m_open(accentButton(QStringLiteral("&Open"), this))
    , m_restore(accentButton(QStringLiteral("&Restore"), this))
{
    setMinimumWidth(restoreDialogWidth);
    body()->setSpacing(0);
    body()->addWidget(m_choosing);
    body()->addWidget(m_opened);
    body()->addStretch(1);
    links()->addWidget(m_saveKey);
    m_saveKey->setObjectName(QStringLiteral("saveKey"));
    m_open->setObjectName(QStringLiteral("open"));
    m_restore->setObjectName(QStringLiteral("restore"));
    m_restore->setAutoDefault(false);
    addButton(m_open);
    addButton(m_restore);

    m_pause.setSingleShot(true);
    m_pause.setInterval(restorePause);
    m_patience.setSingleShot(true);
    m_patience.setInterval(restorePause);
    connect(&m_pause, &QTimer::timeout, this, &RestoreDialog::readFile);
    connect(&m_patience, &QTimer::timeout, this, [this] { showBusy(m_step); });
    connect(m_file, &PathInput::changed, this, &RestoreDialog::fileChanged);
    connect(m_passphrase, &QLineEdit::textChanged, this, [this] {
        m_passphraseField->setMistake({});
        update();
    });
    connect(m_another, &QCheckBox::toggled, this, &RestoreDialog::update);
    connect(m_saveKey, &QPushButton::clicked, this, &RestoreDialog::askForKeyFile);
    connect(m_open, &QPushButton::clicked, this, &RestoreDialog::unseal);
    connect(m_restore, &QPushButton::clicked, this, &RestoreDialog::restore);
    enter(Phase::Choosing);
    m_file->setFocus();
}

QWidget* RestoreDialog::makeChoosing()
{
    auto* page = new QWidget(this);
    m_file = new PathInput(PathInput::For::Existing, QStringLiteral("File of a Backup"), page);
    m_file->edit()->setObjectName(QStringLiteral("backupFile"));
    m_passphrase = new QLineEdit(page);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_fileField = new FormField(QStringLiteral("&Backup file"), m_file, {}, page);
    m_passphraseField = new FormField(QStringLiteral("&Passphrase"), m_passphrase, {}, page);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_fileField);
    layout->addWidget(m_passphraseField);
    return page;
}

QWidget* RestoreDialog::makeOpened()
{
    auto* page = new QWidget(this);
    m_label = new TextLabel({}, TextStyle::Base, QFont::Medium, Ink::Text, page);
    m_label->setWordWrap(true);
    m_facts = new BackupFacts(page);
    m_head = new TextLabel({}, TextStyle::Base, QFont::Medium, Ink::Text, page);
    m_head->setObjectName(QStringLiteral("planHead"));
    m_head->setWordWrap(true);
    m_lines = new MarkedLines;
    m_scroll = new QScrollArea(page);
    m_scroll->setWidget(m_lines);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_another = new QCheckBox(
        QStringLiteral("&It is meant for this cluster, which takes the place of that one"), page);
    m_another->setObjectName(QStringLiteral("another"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_label);
    layout->addSpacing(6);
    layout->addWidget(m_facts);
    layout->addSpacing(12);
    layout->addWidget(new SectionLine(QStringLiteral("Changes"), page));
    layout->addSpacing(6);
    layout->addWidget(m_head);
    layout->addSpacing(6);
    layout->addWidget(m_scroll);
    layout->addSpacing(6);
    layout->addWidget(m_another);
    layout->addStretch(1);
    return page;
}

void RestoreDialog::present(const QString& offReason)
{
    m_offReason = offReason;
    if (m_phase == Phase::Planned && !m_plan && !m_planning && offReason.isEmpty())
        plan(); // the database answers again
    update();
}

void RestoreDialog::resizeEvent(QResizeEvent* event)
{
    DialogFrame::resizeEvent(event);
    fitLines();
}

/// As high as the sentences, as long as there are not too many.
void RestoreDialog::fitLines()
{
    const int sides = layout()->contentsMargins().left() + layout()->contentsMargins().right();
    const int bar = m_scroll->verticalScrollBar()->sizeHint().width();
    const int wanted = m_lines->layout()->totalHeightForWidth(width() - sides - bar);
    m_scroll->setFixedHeight(std::min(wanted, restoreLinesHeight));
    m_scroll->setHidden(m_lines->texts().isEmpty());
}

void RestoreDialog::enter(Phase phase)
{
    m_phase = phase;
    const bool choosing = phase == Phase::Choosing || phase == Phase::Opening;
    const bool over = phase == Phase::Restored;
    setTitle(over ? QStringLiteral("The Backup Was Restored") : QStringLiteral("Restore a Backup"));
    setSentence(over ? QString()
                     : QStringLiteral("Settings, license and priorities of %1 become what they were, all or "
                                      "nothing. What is switched on stays as it is, and so does the "
                                      "encryption key.")
                           .arg(m_cluster));
    m_choosing->setVisible(choosing);
    m_choosing->setEnabled(phase == Phase::Choosing);
    m_opened->setVisible(!choosing);
    m_another->setVisible(phase != Phase::Restored && m_plan && m_plan->otherCluster);
    m_open->setVisible(choosing);
    m_restore->setVisible(!choosing && !over);
    m_saveKey->setVisible(!choosing && !m_backup.key.isEmpty());
    m_cancel->setText(over ? QStringLiteral("Close") : QStringLiteral("Cancel"));
    // Who opens with Enter must not restore with the next one.
    m_cancel->setDefault(!choosing);
    m_open->setDefault(choosing);
    update();
    fitLines();
    for (QWidget* page : {m_choosing, m_opened}) { // their parts remember their heights otherwise
        page->layout()->invalidate();
        page->layout()->activate();
        page->updateGeometry();
    }
    fitHeight();
}

QString RestoreDialog::whyNotOpen() const
{
    if (m_phase == Phase::Opening)
        return QStringLiteral("It is being opened.");
    if (m_file->path().isEmpty())
        return QStringLiteral("Choose the file of a backup.");
    if (m_reading)
        return QStringLiteral("The file is being read.");
    if (m_sealed.bytes.isEmpty())
        return QStringLiteral("Choose another file.");
    return m_passphrase->text().isEmpty() ? QStringLiteral("Enter its passphrase.") : QString();
}

QString RestoreDialog::whyNotRestore() const
{
    if (m_phase == Phase::Restoring)
        return QStringLiteral("It is being restored.");
    if (!m_plan)
        return QStringLiteral("It is not known yet what a restore would change.");
    if (m_plan->isEmpty())
        return QStringLiteral("Everything is as in the backup.");
    if (m_plan->otherCluster && !m_another->isChecked())
        return QStringLiteral("Say that the backup is meant for this cluster.");
    return m_offReason;
}

void RestoreDialog::update()
{
    setOffReason(m_open, whyNotOpen());
    setOffReason(m_restore, whyNotRestore());
    setOffReason(m_cancel, m_phase == Phase::Restoring
                               ? QStringLiteral("It is being restored: all of it, or nothing.")
                               : QString());
}

/// The file is read when no more is written: every name on the way is one of another file.
void RestoreDialog::fileChanged()
{
    ++m_generation;
    m_sealed = {};
    m_fileField->setMistake({});
    m_fileField->setHelp({});
    m_passphraseField->setMistake({});
    m_reading = !m_file->path().isEmpty();
    if (m_reading)
        m_pause.start();
    else
        m_pause.stop();
    update();
}

void RestoreDialog::readFile()
{
    loadBackupFile(m_file->path())
        .then(QCoreApplication::instance(),
              [self = QPointer(this), generation = m_generation](const Result<SealedBackup>& sealed) {
                  if (self && generation == self->m_generation)
                      self->takeFile(sealed);
              });
}

void RestoreDialog::takeFile(const Result<SealedBackup>& sealed)
{
    m_reading = false;
    if (sealed) {
        m_sealed = *sealed;
        m_fileField->setHelp(
            QStringLiteral("It says that it is of %1. Opening it proves that.").arg(sealed->label));
    } else {
        m_fileField->setMistake(
            QStringLiteral("%1 %2").arg(sealed.error().what, sealed.error().remedy).trimmed());
    }
    update();
    fitHeight();
}

void RestoreDialog::unseal()
{
    enter(Phase::Opening);
    m_patience.start();
    say(QStringLiteral("Opening it with the passphrase…"));
    openBackup(m_sealed, passphraseOf(m_passphrase->text()))
        .then(QCoreApplication::instance(),
              [self = QPointer(this), generation = m_generation](const Result<ClusterBackup>& backup) {
                  if (self && generation == self->m_generation)
                      self->takeBackup(backup);
              });
}

void RestoreDialog::takeBackup(const Result<ClusterBackup>& backup)
{
    if (!backup && backup.error().kind == ErrorKind::Refused) {
        m_patience.stop();
        showTrouble({});
        m_passphraseField->setMistake(
            QStringLiteral("%1 %2").arg(backup.error().what, backup.error().remedy));
        enter(Phase::Choosing);
        m_passphrase->setFocus();
        m_passphrase->selectAll();
        return;
    }
    if (!backup)
        return failed(Phase::Choosing, backup.error());
    m_backup = *backup;
    m_passphrase->clear(); // it is not needed any more
    m_label->setText(m_backup.label());
    m_facts->show(backupFacts(m_backup));
    m_head->setText(QStringLiteral("Comparing it with the cluster…"));
    m_lines->show({});
    plan();
}

void RestoreDialog::plan(const QString& because)
{
    m_planning = true;
    m_actions.restorePlan(m_backup).then(QCoreApplication::instance(),
                                         [self = QPointer(this), because](const Result<RestorePlan>& plan) {
                                             if (!self)
                                                 return;
                                             self->m_planning = false;
                                             if (!plan)
                                                 return self->failed(Phase::Planned, plan.error());
                                             self->showPlan(*plan);
                                             if (because.isEmpty())
                                                 return;
                                             self->showTrouble(because);
                                             self->fitHeight();
                                         });
}

void RestoreDialog::showPlan(const RestorePlan& plan)
{
    m_plan = plan;
    m_patience.stop();
    showTrouble({});
    m_head->setText(plan.isEmpty() ? QStringLiteral("Nothing would change: everything is as in the backup.")
                    : plan.changes.size() == 1
                        ? QStringLiteral("One thing changes:")
                        : QStringLiteral("%1 things change:").arg(plan.changes.size()));
    std::vector<MarkedLines::Line> lines;
    for (const QString& change : plan.changes)
        lines.push_back({Mark::Idle, QStringLiteral("Change"), change});
    for (const QString& note : plan.notes)
        lines.push_back({Mark::Degraded, QStringLiteral("Note"), note});
    m_lines->show(lines);
    enter(Phase::Planned);
    m_cancel->setFocus();
}

/// What is shown is what happens, or nothing: whoever writes compares it.
void RestoreDialog::restore()
{
    enter(Phase::Restoring);
    m_patience.start();
    say(QStringLiteral("Restoring…"));
    m_actions.restore(m_backup, m_another->isChecked(), m_plan)
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<Done>& done) {
            if (!self)
                return;
            if (done)
                self->finish(*done);
            else if (done.error().kind == ErrorKind::Conflict)
                self->plan(done.error().message());
            else
                self->failed(Phase::Planned, done.error());
        });
}

void RestoreDialog::finish(const Done& done)
{
    m_patience.stop();
    showTrouble({});
    const QStringList sentences = done.sentence.split(u'\n');
    m_head->setText(sentences.first());
    std::vector<MarkedLines::Line> lines;
    for (const QString& sentence : sentences.mid(1))
        lines.push_back(m_plan->notes.contains(sentence)
                            ? MarkedLines::Line{Mark::Degraded, QStringLiteral("Note"), sentence}
                            : MarkedLines::Line{Mark::Healthy, QStringLiteral("Done"), sentence});
    m_lines->show(lines);
    enter(Phase::Restored);
    m_cancel->setFocus();
    Q_EMIT restored(Done{QStringLiteral("%1 The events say which.").arg(sentences.first()), {}});
}

void RestoreDialog::askForKeyFile()
{
    auto* chooser = new QFileDialog(this, QStringLiteral("Save the Key of the Backup"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setOption(QFileDialog::DontConfirmOverwrite); // it is refused
    chooser->selectFile(QStringLiteral("encryption-key"));
    connect(chooser, &QFileDialog::fileSelected, this, &RestoreDialog::saveKeyTo);
    chooser->open();
}

void RestoreDialog::saveKeyTo(const QString& path)
{
    saveBackupKey(m_backup, path)
        .then(QCoreApplication::instance(), [self = QPointer(this), path](const Result<void>& saved) {
            if (!self)
                return;
            if (saved)
                self->showBusy(QStringLiteral("The key %1 is in %2, which only you can read.")
                                   .arg(self->m_backup.keyFingerprint, path));
            else
                self->showTrouble(saved.error().message());
            self->fitHeight();
        });
}

void RestoreDialog::failed(Phase back, const Error& error)
{
    m_patience.stop();
    if (back == Phase::Planned && !m_plan)
        m_head->setText(QStringLiteral("It could not be compared with the cluster."));
    enter(back);
    showTrouble(error.message());
    fitHeight();
}

void RestoreDialog::say(const QString& step)
{
    m_step = step;
}

void RestoreDialog::reject()
{
    if (m_phase != Phase::Restoring) // then it cannot be called back any more
        DialogFrame::reject();
}

/// However it ends, passphrase and key go.
void RestoreDialog::done(int result)
{
    m_passphrase->clear();
    m_backup = {};
    DialogFrame::done(result);
}

} // namespace rollcall
