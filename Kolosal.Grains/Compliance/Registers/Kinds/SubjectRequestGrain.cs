using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A request moves on when it is known who asks, and ends with what was done and its proof.</summary>
internal sealed class SubjectRequestRules : IRegisterRules<SubjectRequest>
{
    public RegisterKind Kind => RegisterKinds.SubjectRequest;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Request;

    public SubjectRequest Complete(SubjectRequest fields, string by, DateTimeOffset at) => fields with { ReceivedAt = fields.ReceivedAt ?? at };

    public IEnumerable<(string Path, string Needed)> Faults(SubjectRequest fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Values(("kind", fields.Kind)), .. Texts(("subject_key", fields.SubjectKey)), .. Hashes(("proof_hash", fields.ProofHash)),
            .. When(fields.ReceivedAt > at, "received_at", "A request did not come in later than now."),
            .. status is RegisterStatus.Verified or RegisterStatus.Fulfilled ? Texts(("identity_check", fields.IdentityCheck)) : [],
            .. status is RegisterStatus.Fulfilled or RegisterStatus.Refused ? Texts(("outcome", fields.Outcome)) : [],
            .. status is RegisterStatus.Fulfilled
                ? [
                    .. Texts(("proof_hash", fields.ProofHash)),
                    .. When(fields is { Kind: SubjectRequestKind.Erase, ErasureId: null }, "erasure_id", "Needed: the erasure that carried it out."),
                    .. When(IsTold(fields.Kind) && fields.RecipientsTold is null, "recipients_told", "Needed: who else was told; empty for nobody."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public IEnumerable<RegisterDeadline> Deadlines(SubjectRequest fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first) =>
        [
            new("answer", StatutoryClocks.SubjectRequest(fields.ReceivedAt ?? madeAt, !string.IsNullOrWhiteSpace(fields.ExtensionReason)),
                first(RegisterStatus.Fulfilled) ?? first(RegisterStatus.Refused)),
        ];

    /// <summary>GDPR Art. 19.</summary>
    private static bool IsTold(SubjectRequestKind? kind) =>
        kind is SubjectRequestKind.Rectify or SubjectRequestKind.Erase or SubjectRequestKind.Restrict;
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="SubjectRequest"/>; listed as <c>subject_request</c>.</remarks>
internal sealed class SubjectRequestGrain(
    [PersistentState("subject-request")] IPersistentState<RegisterState<SubjectRequest>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<SubjectRequest>(storage, catalogue, clock, new SubjectRequestRules(), instruments), ISubjectRequestGrain;
