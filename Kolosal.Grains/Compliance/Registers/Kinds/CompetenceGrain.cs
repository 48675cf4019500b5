using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A competence in review names person, course, day, roles and certificate.</summary>
internal sealed class CompetenceRules : IRegisterRules<Competence>
{
    public RegisterKind Kind => RegisterKinds.Competence;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Reviewed;

    public IEnumerable<(string Path, string Needed)> Faults(Competence fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Hashes(("document_hash", fields.DocumentHash)),
            .. When(fields.CompletedAt > at, "completed_at", "Nobody finished later than now."),
            .. status is RegisterStatus.InReview or RegisterStatus.Approved
                ? [
                    .. Texts(("principal", fields.Principal), ("course", fields.Course), ("document_hash", fields.DocumentHash)),
                    .. Values(("completed_at", fields.CompletedAt)), .. Lists(("roles", fields.Roles)),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public string? Interest(Competence fields, string decider) =>
        fields.Principal == decider ? "nobody approves their own competence" : null;
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Competence"/>; listed as <c>competence</c>.</remarks>
internal sealed class CompetenceGrain(
    [PersistentState("competence")] IPersistentState<RegisterState<Competence>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Competence>(storage, catalogue, clock, new CompetenceRules(), instruments), ICompetenceGrain;
