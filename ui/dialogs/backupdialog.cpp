#include "ui/dialogs/backupdialog.h"

#include "model/services/backupfiles.h"
#include "model/services/keyfingerprint.h"
#include "ui/dialogs/backupfacts.h"
#include "ui/dialogs/choicelist.h"
#include "ui/dialogs/pathinput.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QDate>
#include <QDir>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int backupDialogWidth = 600;
constexpr std::chrono::milliseconds backupPatience{300};

/// "/home/dana/shop-2026-03-09.backup"
QString proposedFile(const QString& cluster)
{
    static const QRegularExpression others(QStringLiteral("[^\\w]+"),
                                           QRegularExpression::UseUnicodePropertiesOption);
    const QString name = cluster.toLower().replace(others, QStringLiteral("-"));
    return QDir::home().filePath(
        QStringLiteral("%1-%2.backup").arg(name, QDate::currentDate().toString(Qt::ISODate)));
}

/// The fingerprint of the console's own key, where it is the cluster's; or empty.
QString usableKey(const Secret& key, const ClusterView& view)
{
    if (key.isEmpty())
        return {};
    const Result<QString> fingerprint = fingerprintOfKey(key);
    const QString inForce = keyInForce(view.facts);
    return fingerprint && (inForce.isEmpty() || inForce == *fingerprint) ? *fingerprint : QString();
}

} // namespace

BackupDialog::BackupDialog(ClusterActions& actions, const ClusterView& view, const Secret& key,
                           QWidget* parent)
    : DialogFrame(QStringLiteral("Create a Backup"),
                  QStringLiteral("What was decided about %1, in one file that only a passphrase opens. "
                                 "Events, terms, modes and the application’s data are not in it: back up the "
                                 "database as well.")
                      .arg(view.facts.cluster.name),
                  parent)
    , m_actions(actions)
    , m_key(key)
    , m_form(new QWidget(this))
    , m_facts(new BackupFacts(m_form))
    , m_keyFrom(new ChoiceList(QStringLiteral("Encryption key"), m_form))
    , m_keyFile(new PathInput(PathInput::For::Existing, QStringLiteral("Encryption Key File"), m_form))
    , m_file(new PathInput(PathInput::For::New, QStringLiteral("File of the Backup"), m_form))
    , m_passphrase(new QLineEdit(m_form))
    , m_again(new QLineEdit(m_form))
    , m_make(accentButton(QStringLiteral("&Create Backup"), this))
{
    setMinimumWidth(backupDialogWidth);
    const QString own = usableKey(key, view);
    if (!own.isEmpty())
        m_keyFrom->add(Console, QStringLiteral("&Key %1, which this console uses").arg(own),
                       QStringLiteral("Whoever has file and passphrase has the key, too."));
    m_keyFrom->add(File, QStringLiteral("Key from a &file"),
                   QStringLiteral("It is compared with the key that the nodes use."));
    m_keyFrom->addBelow(m_keyFile);
    m_keyFrom->add(Nowhere, QStringLiteral("&Without the key"),
                   QStringLiteral("A cluster that is built anew needs the key from elsewhere."));
    m_keyFile->edit()->setPlaceholderText(QStringLiteral("/etc/rollcall/encryption-key"));
    m_keyFile->edit()->setObjectName(QStringLiteral("keyFile"));
    m_file->edit()->setObjectName(QStringLiteral("backupFile"));
    m_file->setPath(proposedFile(view.facts.cluster.name));

    auto* form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(0);
    form->addWidget(new SectionLine(QStringLiteral("What goes into it"), m_form));
    form->addSpacing(6);
    form->addWidget(m_facts);
    form->addSpacing(12);
    form->addWidget(new SectionLine(QStringLiteral("Encryption key"), m_form));
    form->addSpacing(6);
    form->addWidget(m_keyFrom);
    form->addSpacing(12);
    form->addWidget(new FormField(QStringLiteral("&Backup file"), m_file, {}, m_form));
    form->addSpacing(12);
    form->addLayout(makePassphrases());
    body()->addWidget(m_form);
    body()->addStretch(1);
    addCancel()->setAutoDefault(false);
    m_make->setObjectName(QStringLiteral("make"));
    m_make->setDefault(true);
    addButton(m_make);

    m_patience.setSingleShot(true);
    m_patience.setInterval(backupPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] { showBusy(m_step); });
    connect(m_keyFrom, &ChoiceList::changed, this, &BackupDialog::update);
    for (PathInput* each : {m_keyFile, m_file})
        connect(each, &PathInput::changed, this, &BackupDialog::update);
    connect(m_make, &QPushButton::clicked, this, &BackupDialog::make);
    m_keyFrom->choose(own.isEmpty() ? File : Console);
    m_passphrase->setFocus();
    update();
    look();
}

QLayout* BackupDialog::makePassphrases()
{
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_again->setObjectName(QStringLiteral("passphraseAgain"));
    m_first = new FormField(QStringLiteral("&Passphrase"), m_passphrase,
                            QStringLiteral("12 characters or more."), m_form);
    m_second = new FormField(QStringLiteral("The same &once more"), m_again,
                             QStringLiteral("Without it nobody opens the file."), m_form);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    for (const auto& [field, edit, judge] :
         {std::tuple(m_first, m_passphrase, &m_judgeFirst), std::tuple(m_second, m_again, &m_judgeAgain)}) {
        edit->setEchoMode(QLineEdit::Password);
        row->addWidget(field, 1, Qt::AlignTop);
        connect(edit, &QLineEdit::textChanged, this, &BackupDialog::update);
        connect(edit, &QLineEdit::editingFinished, this, [this, edit = edit, judge = judge] {
            *judge = *judge || !edit->text().isEmpty();
            update();
        });
    }
    return row;
}

void BackupDialog::present(const QString& offReason)
{
    if (offReason == m_offReason)
        return;
    m_offReason = offReason;
    update();
}

/// For the eyes only: what is written is read when it is.
void BackupDialog::look()
{
    m_actions.backup().then(QCoreApplication::instance(),
                            [self = QPointer(this)](const Result<ClusterBackup>& backup) {
                                if (!self)
                                    return;
                                if (!backup)
                                    return self->failed(backup.error());
                                std::vector<BackupFact> facts = backupFacts(*backup);
                                facts.pop_back(); // the key is chosen below
                                self->m_facts->show(facts);
                                self->fitHeight();
                            });
}

QString BackupDialog::whyNot() const
{
    if (m_making)
        return QStringLiteral("It is being made.");
    if (!m_offReason.isEmpty())
        return m_offReason;
    if (m_keyFrom->chosen() == File && m_keyFile->path().isEmpty())
        return QStringLiteral("Choose the file that holds the key.");
    if (m_file->path().isEmpty())
        return QStringLiteral("Choose where the backup goes.");
    return m_passphrase->text().isEmpty() ? QStringLiteral("Enter a passphrase, twice.")
                                          : passphraseMistake(m_passphrase->text(), m_again->text());
}

void BackupDialog::update()
{
    m_form->setEnabled(!m_making);
    m_keyFile->setEnabled(m_keyFrom->chosen() == File);
    const QString first = passphraseMistake(m_passphrase->text(), m_passphrase->text());
    const QString again = passphraseMistake(m_passphrase->text(), m_again->text());
    const QStringList mistakes{m_judgeFirst ? first : QString(),
                               m_judgeAgain && first.isEmpty() ? again : QString()};
    setOffReason(m_make, whyNot());
    if (mistakes == m_mistakes)
        return;
    m_mistakes = mistakes;
    for (const auto& [field, mistake] : {std::pair(m_first, mistakes[0]), std::pair(m_second, mistakes[1])}) {
        field->setMistake(mistake);
        field->layout()->activate(); // it may be of more lines
        field->updateGeometry();
    }
    m_form->layout()->activate();
    fitHeight();
}

void BackupDialog::say(const QString& step)
{
    m_step = step;
    if (!m_patience.isActive())
        showBusy(step);
}

void BackupDialog::stop()
{
    m_making = false;
    m_patience.stop();
    showTrouble({});
    update();
}

void BackupDialog::failed(const Error& error)
{
    stop();
    showTrouble(error.message());
    m_make->setFocus(); // the fields lost it while they were off
    fitHeight();
}

/// Each step comes back to this dialog; once it is closed none is begun.
void BackupDialog::make()
{
    m_making = true;
    showTrouble({});
    update();
    m_patience.start();
    say(QStringLiteral("Reading the configuration…"));
    m_actions.backup().then(QCoreApplication::instance(),
                            [self = QPointer(this)](const Result<ClusterBackup>& backup) {
                                if (!self)
                                    return;
                                if (backup)
                                    self->addKey(*backup);
                                else
                                    self->failed(backup.error());
                            });
}

void BackupDialog::addKey(const ClusterBackup& backup)
{
    if (m_keyFrom->chosen() == Nowhere)
        return seal(backup);
    if (m_keyFrom->chosen() == Console) {
        ClusterBackup whole = backup;
        if (const Result<void> put = putKeyInto(whole, m_key); !put)
            return failed(put.error());
        return seal(whole);
    }
    withKeyOfFile(backup, m_keyFile->path())
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<ClusterBackup>& whole) {
            if (!self)
                return;
            if (whole)
                self->seal(*whole);
            else
                self->failed(whole.error());
        });
}

void BackupDialog::seal(const ClusterBackup& backup)
{
    say(QStringLiteral("Encrypting it with the passphrase…"));
    sealBackup(backup, passphraseOf(m_passphrase->text()))
        .then(QCoreApplication::instance(),
              [self = QPointer(this), backup](const Result<QByteArray>& sealed) {
                  if (!self)
                      return;
                  if (sealed)
                      self->write(backup, *sealed);
                  else
                      self->failed(sealed.error());
              });
}

void BackupDialog::write(const ClusterBackup& backup, const QByteArray& sealed)
{
    const QString path = m_file->path();
    const Done done{QStringLiteral("%1 Keep it apart from the servers, and the passphrase apart from it.")
                        .arg(backupMadeSentence(backup, path)),
                    {}};
    say(QStringLiteral("Writing the file…"));
    writeBackupFile(sealed, path)
        .then(QCoreApplication::instance(), [self = QPointer(this), done](const Result<void>& written) {
            if (!self)
                return;
            if (!written)
                return self->failed(written.error());
            self->stop();
            Q_EMIT self->made(done);
            self->accept();
        });
}

/// However it ends, the passphrase goes.
void BackupDialog::done(int result)
{
    m_passphrase->clear();
    m_again->clear();
    DialogFrame::done(result);
}

} // namespace rollcall
