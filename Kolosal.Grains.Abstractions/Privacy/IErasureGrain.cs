using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Privacy;

/// <summary>What an erasure did. It names nobody: the subject stands in it as a keyed digest. Key <c>workspace/er_…</c>.</summary>
[Alias("kolosal.privacy.IErasureGrain")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>The record; 404 when there is none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.PrivacyRead)]
    Task<Result<ErasureReport>> GetAsync();

    /// <summary>Keeps what was done. Repeating an erasure adds to its record; the same again changes nothing.</summary>
    [Alias("Record"), RequiresPermission(Permission.PrivacyWrite)]
    Task<Result<ErasureReport>> RecordAsync(ErasureReport report);
}

/// <summary>What was erased, what was not, and who must be told.</summary>
/// <param name="Id"><c>er_</c> and letters made of the subject's digest: repeating an erasure goes on with it.</param>
/// <param name="Subject">Keyed digest of the subject's identifiers.</param>
/// <param name="Ticket">The request's number elsewhere; null when none was given.</param>
/// <param name="Datasets">Datasets that held the subject.</param>
/// <param name="Models">Model versions that learnt from one of them: what they learnt is not taken back.</param>
/// <param name="Remaining">What may still hold the subject, one sentence each.</param>
/// <param name="Complete">Nothing that was found holds the subject any more: no dataset was kept, and no place but backups.</param>
/// <param name="At">When it last ran.</param>
/// <param name="By">Who asked.</param>
/// <param name="Places">Where beside the datasets the subject was found, and what became of it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.erasure-report")]
public sealed record ErasureReport(
    string Id, string Subject, string? Ticket, ImmutableArray<ErasedDataset> Datasets, ImmutableArray<string> Models,
    ImmutableArray<string> Remaining, bool Complete, DateTimeOffset At, string By, ImmutableArray<SubjectPlace> Places);

/// <param name="DatasetId">The dataset that held the subject.</param>
/// <param name="Outcome"><c>replaced</c> by one without the subject, <c>deleted</c> because nothing else was in it, or <c>kept</c>.</param>
/// <param name="Rows">Rows of the subject.</param>
/// <param name="Cells">Cells of other rows in which an identifier stood, emptied.</param>
/// <param name="Successor">The dataset without the subject; null unless replaced.</param>
/// <param name="Code">Why it was kept, for programs; null otherwise.</param>
/// <param name="Reason">Why it was kept; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.erased-dataset")]
public sealed record ErasedDataset(string DatasetId, string Outcome, int Rows, int Cells, string? Successor, string? Code, string? Reason);
