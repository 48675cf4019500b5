using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>An assessment in review says what the model does to individuals, groups and society.</summary>
internal sealed class ImpactAssessmentRules : IRegisterRules<ImpactAssessment>
{
    public RegisterKind Kind => RegisterKinds.ImpactAssessment;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(ImpactAssessment fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Hashes(("dpia_hash", fields.DpiaHash)),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved
                ? [
                    .. Texts(("model", fields.Model), ("individuals", fields.Individuals), ("group_effects", fields.GroupEffects),
                        ("society", fields.Society), ("findings", fields.Findings)),
                    .. Lists(("groups", fields.Groups)), .. Values(("version", fields.Version), ("dpia_due", fields.DpiaDue)),
                    .. When(fields is { DpiaDue: true, DpiaHash: null }, "dpia_hash", "Needed when a data-protection impact assessment is due."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="ImpactAssessment"/>; listed as <c>impact_assessment</c>.</remarks>
internal sealed class ImpactAssessmentGrain(
    [PersistentState("impact-assessment")] IPersistentState<RegisterState<ImpactAssessment>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<ImpactAssessment>(storage, catalogue, clock, new ImpactAssessmentRules(), instruments), IImpactAssessmentGrain;
