using Kolosal.Storage.Catalogue;

namespace Kolosal.Storage.Sqlite;

/// <summary>An index over one member of the documents of one kind (migration 005): what long lists are filtered and sorted by.</summary>
/// <remarks>
/// A member that is indexed always has one type, so that it is compared as it stands in the index. SQLite matches an index by the text of the
/// expression and by the kind as a literal, and without statistics it cannot know which index is the selective one: the statement says so.
/// </remarks>
/// <param name="Kind">Kind of entry, one of <see cref="CatalogueKinds"/>: it stands in statements as a literal.</param>
/// <param name="Member">Member of the document's root, likewise.</param>
/// <param name="IsNumber">A number; else text.</param>
internal sealed record SqliteListIndex(string Kind, string Member, bool IsNumber = false)
{
    /// <summary>Those that leave the fewest entries first.</summary>
    private static readonly ImmutableArray<SqliteListIndex> All =
    [
        new(CatalogueKinds.AuditEvent, "seq", IsNumber: true), new(CatalogueKinds.AuditEvent, "subject"), new(CatalogueKinds.AuditEvent, "model"),
        new(CatalogueKinds.AuditEvent, "actor"), new(CatalogueKinds.AuditEvent, "action"), new(CatalogueKinds.Incident, "status"),
        new(CatalogueKinds.Model, "status"), new(CatalogueKinds.Run, "dataset_id"), new(CatalogueKinds.Run, "state"),
        new(CatalogueKinds.Run, "best_score", IsNumber: true),
    ];

    /// <summary>The member in a statement, letter by letter as the index has it.</summary>
    public string Expression => $"json_extract(document, '$.{Member}')";

    /// <summary>The index of a member; null when there is none, or when it does not serve the comparison.</summary>
    public static SqliteListIndex? Of(string kind, CatalogueTerm term) =>
        term.Operator == FilterOperator.Contains ? null : Of(kind, term.Path);

    /// <summary>The index of a member; null when there is none.</summary>
    public static SqliteListIndex? Of(string kind, ImmutableArray<string> path) =>
        path is [var member] ? All.FirstOrDefault(index => index.Kind == kind && index.Member == member) : null;

    /// <summary>What stands behind the table's name: the index to go through, and what of the conditions lets SQLite use it.</summary>
    /// <param name="query">What is listed.</param>
    /// <param name="terms">Its filters.</param>
    /// <param name="sorted">The member it is sorted by; empty for a column.</param>
    public static string Source(CatalogueQuery query, IReadOnlyCollection<CatalogueTerm> terms, ImmutableArray<string> sorted)
    {
        var equal = terms.Where(term => term.Operator == FilterOperator.Equal).ToArray();
        var chosen = All.FirstOrDefault(index => equal.Any(term => Of(query.Kind, term) == index));

        // Nothing narrows the list, so its order does: a page is read in order and not the whole list sorted for it.
        if (chosen is null && Of(query.Kind, sorted) is { IsNumber: true } order && terms.All(term => Of(query.Kind, term) == order)) chosen = order;
        return chosen is null ? " FROM catalogue WHERE workspace = @0 AND kind = @1"
            : $" FROM catalogue INDEXED BY {chosen.Kind}_by_{chosen.Member} WHERE workspace = @0 AND kind = '{chosen.Kind}'";
    }

    /// <summary>A comparison of the member with a bound value of its type.</summary>
    public string Condition(string symbol, string text, string number) => $"{Expression} {symbol} {(IsNumber ? number : text)}";
}
