using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A risk that is in review is assessed, treated and has a residual that somebody can accept.</summary>
internal sealed class RiskRules : IRegisterRules<Risk>
{
    public RegisterKind Kind => RegisterKinds.Risk;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(Risk fields, RegisterStatus status, DateTimeOffset at) =>
        status is RegisterStatus.InReview or RegisterStatus.Approved
            ? [
                .. Texts(("description", fields.Description), ("treatment_plan", fields.TreatmentPlan)),
                .. Values(
                    ("source", fields.Source), ("likelihood", fields.Likelihood), ("consequence", fields.Consequence),
                    ("treatment", fields.Treatment),
                    ("residual_likelihood", fields.ResidualLikelihood), ("residual_consequence", fields.ResidualConsequence)),
                .. Lists(("controls", fields.Controls)),
                .. When(fields is { Treatment: not RiskTreatment.Retain, TreatmentDue: null }, "treatment_due",
                    "Needed unless the risk is retained."),
                .. When(Grew(fields), "residual_likelihood", "A treatment leaves no more risk than there was."),
            ]
            : [];

    public IEnumerable<RegisterDeadline> Deadlines(Risk fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first) =>
        fields.TreatmentDue is { } due ? [new("treat", due, fields.TreatedAt)] : [];

    public Risk WithoutNoted(Risk fields) => fields with { TreatedAt = null };

    private static bool Grew(Risk fields) =>
        fields is { Likelihood: { } likelihood, Consequence: { } consequence, ResidualLikelihood: { } left, ResidualConsequence: { } harm }
        && RiskLevel.Of(left, harm) > RiskLevel.Of(likelihood, consequence);
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Risk"/>; listed as <c>risk</c>.</remarks>
internal sealed class RiskGrain(
    [PersistentState("risk")] IPersistentState<RegisterState<Risk>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Risk>(storage, catalogue, clock, new RiskRules(), instruments), IRiskGrain;
