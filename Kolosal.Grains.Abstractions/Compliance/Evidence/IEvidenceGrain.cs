using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Compliance;

/// <summary>A document that shows something, from the day it is handed in to its end. Key <c>workspace/ev_…</c>.</summary>
[Alias("kolosal.compliance.IEvidenceGrain")]
public interface IEvidenceGrain : IGrainWithStringKey
{
    /// <summary>Hands it in; the stored document is there already. The same again changes nothing.</summary>
    /// <remarks>
    /// Refuses <c>evidence.no-such-kind</c>, <c>evidence.no-such-control</c>, <c>evidence.bad-dates</c>, <c>evidence.no-document</c>, and for
    /// what an
    /// outside tool reports <c>evidence.unsigned</c>, <c>evidence.unknown-key</c>, <c>evidence.bad-signature</c>, <c>evidence.bad-feed</c> (422);
    /// <c>evidence.exists</c> (409) when the id has other evidence. What a configured key signed is approved by that.
    /// </remarks>
    [Alias("Submit"), RequiresPermission(Permission.ComplianceWrite)]
    Task<Result<EvidenceRecord>> SubmitAsync(EvidenceSubmission submission);

    /// <summary>The record; a time behind its end reads as expired. Refuses <c>evidence.not-found</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ComplianceRead)]
    Task<Result<EvidenceRecord>> GetAsync();

    /// <summary>Takes it a step further: draft, reviewed, approved, expired.</summary>
    /// <param name="change">The step.</param>
    /// <param name="expectedRevision">412 when it is no longer the revision that was read; null for any.</param>
    /// <remarks>
    /// Refuses <c>evidence.not-found</c>, <c>workflow.transition-not-allowed</c>, <c>evidence.own-work</c> (403: who handed it in neither reviews
    /// nor
    /// approves it), <c>evidence.wrong-capacity</c> (422: the kind names who may approve it) and <c>evidence.changed</c>.
    /// </remarks>
    [Alias("ChangeStatus"), RequiresPermission(Permission.ComplianceApprove)]
    Task<Result<EvidenceRecord>> ChangeStatusAsync(EvidenceStatusChange change, long? expectedRevision);
}

public static class EvidenceGrains
{
    private const int IdBytes = 12;

    public static IEvidenceGrain Evidence(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IEvidenceGrain>($"{workspace}/{id}");

    /// <summary><c>ev_</c> and the first 96 bits of the SHA-256 of what it is: the same document for the same purpose is one evidence.</summary>
    public static string EvidenceId(EvidenceSubmission submission)
    {
        string what = string.Join('\n', submission.Document.Sha256, submission.Title, submission.Kind, submission.Type,
            submission.EffectiveFrom.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), string.Join(' ', submission.Controls));
        return $"ev_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, IdBytes))}";
    }
}
