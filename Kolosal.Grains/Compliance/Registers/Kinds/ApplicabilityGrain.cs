using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A decision about one control of one framework, with its reason.</summary>
internal sealed class ApplicabilityRules : IRegisterRules<Applicability>
{
    public RegisterKind Kind => RegisterKinds.Applicability;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public string? IdOf(Applicability fields) =>
        fields is { Framework: { } framework, Control: { } control } ? ApplicabilityId.Of(framework, control) : null;

    public IEnumerable<(string Path, string Needed)> Faults(Applicability fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Texts(("framework", fields.Framework), ("control", fields.Control)),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved
                ? [.. Texts(("reason", fields.Reason)), .. Values(("applies", fields.Applies))]
                : Enumerable.Empty<(string, string)>(),
        ];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Applicability"/>; listed as <c>applicability</c>.</remarks>
internal sealed class ApplicabilityGrain(
    [PersistentState("applicability")] IPersistentState<RegisterState<Applicability>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Applicability>(storage, catalogue, clock, new ApplicabilityRules(), instruments), IApplicabilityGrain;
