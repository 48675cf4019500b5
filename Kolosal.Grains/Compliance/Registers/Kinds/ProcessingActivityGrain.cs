using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>An activity in review has everything that GDPR Art. 30(1) asks.</summary>
internal sealed class ProcessingActivityRules : IRegisterRules<ProcessingActivity>
{
    public RegisterKind Kind => RegisterKinds.ProcessingActivity;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(ProcessingActivity fields, RegisterStatus status, DateTimeOffset at) =>
        status is RegisterStatus.InReview or RegisterStatus.Approved
            ? [
                .. Texts(("purpose", fields.Purpose), ("measures", fields.Measures)),
                .. Values(("role", fields.Role), ("basis", fields.Basis), ("retention_days", fields.RetentionDays), ("recipients", fields.Recipients),
                    ("transfers", fields.Transfers)),
                .. Lists(("data_categories", fields.DataCategories), ("subjects", fields.Subjects), ("about", fields.About)),
                .. When(fields is { Basis: LawfulBasis.Consent, ConsentReference: null }, "consent_reference", "Needed when consent is the basis."),
            ]
            : [];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="ProcessingActivity"/>; listed as <c>processing_activity</c>.</remarks>
internal sealed class ProcessingActivityGrain(
    [PersistentState("processing-activity")] IPersistentState<RegisterState<ProcessingActivity>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<ProcessingActivity>(storage, catalogue, clock, new ProcessingActivityRules(), instruments), IProcessingActivityGrain;
