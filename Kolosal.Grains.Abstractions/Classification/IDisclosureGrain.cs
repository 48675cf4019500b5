using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Classification;

/// <summary>One disclosure of classed data: asked for, approved by a second person, made. Key <c>workspace/dis_…</c>. Nothing of it is taken back.
/// </summary>
/// <remarks>Rows of data about persons (<c>pii</c>, <c>health</c>) and of <c>restricted</c> data leave under a purpose and a recipient alone
/// (<c>disclosure.undeclared</c>, 422). A second person stands behind them: by the classification, by a decision before, or by one afterwards;
/// until then control Q72 is red. No <c>restricted</c> row leaves before a second person has decided on this one disclosure. What is <c>public</c>
/// needs nothing.</remarks>
[Alias("kolosal.classification.IDisclosureGrain")]
public interface IDisclosureGrain : IGrainWithStringKey
{
    /// <summary>The record; 404 when there is none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.PrivacyRead)]
    Task<Result<DisclosureRecord>> GetAsync();

    /// <summary>Asks for a disclosure, so that a second person can decide before any row leaves. The same again changes nothing; another one under
    /// the same id is refused with <c>disclosure.exists</c>, 409.</summary>
    [Alias("Request"), RequiresPermission(Permission.DataRead)]
    Task<Result<DisclosureRecord>> RequestAsync(string asset, DisclosureTerms terms);

    /// <summary>Approves or refuses, before rows leave or after. Refused to whoever asked for it (<c>disclosure.four-eyes</c>, 403) and where
    /// another decision stands (<c>disclosure.decided</c>, 409).</summary>
    /// <param name="approve">Yes or no.</param>
    /// <param name="note">Why; up to 2,000 characters.</param>
    [Alias("Decide"), RequiresPermission(Permission.ComplianceApprove)]
    Task<Result<DisclosureRecord>> DecideAsync(bool approve, string? note);

    /// <summary>Records that rows leave, before they do. Whoever sends them waits for the answer.</summary>
    /// <remarks>Beside the refusals above: what the classification says of an export (403 <c>classification.role</c>, 409
    /// <c>classification.residency</c>), a country outside the residency (409), a transfer abroad without a basis (<c>disclosure.no-basis</c>,
    /// 422), and a request that nobody has approved (<c>disclosure.unapproved</c>, 403) or that is of something else, of somebody else or of long ago
    /// (<c>disclosure.not-this</c>, 403). The first attempt at <c>restricted</c> rows becomes such a request: it is kept, and refused.</remarks>
    [Alias("Make"), RequiresPermission(Permission.Authenticated)]
    Task<Result<DisclosureRecord>> MakeAsync(DisclosureLeaving leaving);
}

public static class DisclosureGrains
{
    private const int IdBytes = 16;

    public static IDisclosureGrain Disclosure(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IDisclosureGrain>($"{workspace}/{id}");

    /// <summary>The name of the disclosure that somebody asks for under a key of their choice: the same key, the same disclosure.</summary>
    public static string DisclosureId(string subject, string commandKey) => Name(Encoding.UTF8.GetBytes($"{subject}\n{commandKey}"));

    /// <summary>The name of the disclosure that somebody makes of one asset under the same terms: what was refused for want of an approval is found
    /// again once it has one.</summary>
    public static string DisclosureId(string subject, string asset, DisclosureTerms terms) => Name(JsonSerializer.SerializeToUtf8Bytes(
        (string?[])[subject, asset, terms.Purpose, terms.Recipient, terms.Country, terms.Basis?.ToString()]));

    private static string Name(byte[] of) => $"dis_{Convert.ToHexStringLower(SHA256.HashData(of).AsSpan(0, IdBytes))}";
}
