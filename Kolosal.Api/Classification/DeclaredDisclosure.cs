using System.Reflection;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Kolosal.Classification;

/// <summary>What a caller declares who takes rows out: in the query as <c>purpose</c>, <c>recipient</c>, <c>country</c>, <c>basis</c>, or as the id
/// of a request that was approved, <c>disclosure</c>. A handler takes it as a parameter, and lets the rows go through <see cref="LeaveAsync"/>.
/// </summary>
/// <param name="Terms">Null when nothing is declared.</param>
/// <param name="Id">The request; null for none.</param>
internal sealed record DeclaredDisclosure(DisclosureTerms? Terms, string? Id) : IEndpointParameterMetadataProvider
{
    /// <summary>The header of the answer that names the record, also of one that waits for its approval.</summary>
    public const string Header = "X-Disclosure-Id";

    private const string Unapproved = "disclosure.unapproved";

    private static readonly TransferBasis[] Bases = Enum.GetValues<TransferBasis>();

    public static ValueTask<DeclaredDisclosure?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var query = context.Request.Query;
        string? Given(string name) => !query.TryGetValue(name, out var values) ? null
            : values is [{ Length: > 0 and <= DisclosureRule.LongestPurpose } one] ? one
            : throw ListRequest.Bad(name, "Give it once, in few words.");
        var (purpose, recipient, country, basis) = (Given("purpose"), Given("recipient"), Given("country"), Given("basis"));
        var terms = (purpose ?? recipient ?? country ?? basis) is null ? null
            : new DisclosureTerms(purpose ?? "", recipient ?? "", country, Basis(basis));
        return new(new DeclaredDisclosure(terms, Given("disclosure")));
    }

    /// <summary>Records that rows leave where their classification or the caller wants it; the answer is awaited before the first row goes.</summary>
    /// <param name="context">Of the request; its answer gets the record's id.</param>
    /// <param name="caller">Who takes them.</param>
    /// <param name="asset">What they are of.</param>
    /// <param name="form">The way out.</param>
    /// <param name="rows">How many.</param>
    /// <returns>Why they do not; null when they may.</returns>
    public async Task<Refusal?> LeaveAsync(HttpContext context, Caller caller, string asset, string form, long rows)
    {
        var known = Id is null ? await DataLabels.LabelAsync(context, caller.Workspace, asset) : null;
        string? sensitivity = known is null ? null : WireJson.Word(known.Sensitivity);
        if (Terms is null && Id is null && !DisclosureRule.DemandsTerms(sensitivity, known is null ? null : WireJson.Word(known.DataType)))
            return null;

        string attempt = $"dis_{Guid.NewGuid():N}";
        string id = Id is not null ? caller.Key(Id).Id
            : Terms is not null && DisclosureRule.DemandsApproval(sensitivity) ? DisclosureGrains.DisclosureId(caller.Subject, asset, Terms)
            : attempt;
        var grains = context.RequestServices.GetRequiredService<IGrainFactory>();
        var made = await grains.Disclosure(caller.Workspace, id).MakeAsync(new(attempt, asset, form, rows, Terms));
        if (made.Accepted || made.Refusal.Code == Unapproved) context.Response.Headers[Header] = id;
        return made.Accepted ? null : made.Refusal;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        foreach (var described in (DescribedQuery[])
            [
                new("purpose", "What the rows are used for. Needed, with recipient, where they are of persons (pii, health) or restricted; the "
                    + "latter leave once a second person approved it."),
                new("recipient", "Who gets the rows."),
                new("country", "Where they go when that is not the home region: two capital letters, ISO 3166-1."),
                new("basis", $"What a transfer abroad rests on: {string.Join(", ", Bases.Select(basis => WireJson.Word(basis)))}."),
                new("disclosure", "In place of the others: a request that was approved, POST /api/compliance/disclosures."),
            ])
            builder.Metadata.Add(described);
    }

    private static TransferBasis? Basis(string? word) => word is null ? null
        : Array.FindIndex(Bases, basis => WireJson.Word(basis) == word) is >= 0 and var known ? Bases[known]
        : throw ListRequest.Bad("basis", $"Expected one of {string.Join(", ", Bases.Select(basis => WireJson.Word(basis)))}.");
}
