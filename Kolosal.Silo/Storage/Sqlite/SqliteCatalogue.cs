using System.Text;
using Kolosal.Storage.Catalogue;

namespace Kolosal.Storage.Sqlite;

/// <summary>The catalogue in SQLite. Statements are put together from the fragments below; everything a caller says is a bound value.</summary>
internal sealed class SqliteCatalogue(SqliteDatabase database) : ICatalogue
{
    private const string Columns = "workspace, kind, id, created_at, updated_at, document";

    private const string Upsert =
        $"""
        INSERT INTO catalogue ({Columns}) VALUES (@0, @1, @2, @3, @4, @5)
        ON CONFLICT (workspace, kind, id) DO UPDATE
        SET created_at = excluded.created_at, updated_at = excluded.updated_at, document = excluded.document
        """;

    private const string Delete = "DELETE FROM catalogue WHERE workspace = @0 AND kind = @1 AND id = @2";
    private const string Select = $"SELECT {Columns} FROM catalogue WHERE workspace = @0 AND kind = @1 AND id = @2";

    /// <summary>Of a list without filters; kept by triggers, and absent for a list that never had an entry.</summary>
    private const string Count = "SELECT entries FROM catalogue_counts WHERE workspace = @0 AND kind = @1";

    public Task UpsertAsync(CatalogueEntry entry, CancellationToken cancel)
    {
        string document = CatalogueDocument.Checked(entry.Document);
        string created = CatalogueTerms.Stored(entry.CreatedAt), updated = CatalogueTerms.Stored(entry.UpdatedAt);
        return database.WriteAsync(
            session => session.Statement(Upsert, entry.Workspace, entry.Kind, entry.Id, created, updated, document).ExecuteNonQuery(), cancel);
    }

    public Task RemoveAsync(string workspace, string kind, string id, CancellationToken cancel) =>
        database.WriteAsync(session => session.Statement(Delete, workspace, kind, id).ExecuteNonQuery(), cancel);

    public Task<CatalogueEntry?> FindAsync(string workspace, string kind, string id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(database.Read(session => Load(session, Select, [workspace, kind, id]).SingleOrDefault()));
    }

    public Task<CataloguePage> QueryAsync(CatalogueQuery query, CancellationToken cancel)
    {
        var (offset, limit) = CatalogueTerms.Page(query);
        var values = new List<object?> { query.Workspace, query.Kind };
        CatalogueTerm[] terms = [.. CatalogueTerms.Filters(query)];
        var (column, path, descending) = CatalogueTerms.Sort(query.Sort);
        var where = new StringBuilder(SqliteListIndex.Source(query, terms, path));
        foreach (var term in terms) where.Append(" AND ").Append(Condition(query.Kind, term, values));
        string count = terms is [] ? Count : $"SELECT count(*){where}";
        object?[] counted = [.. values];

        string direction = descending ? "DESC" : "ASC";
        string by = column ?? SqliteListIndex.Of(query.Kind, path)?.Expression ?? SortValue(Bind(values, JsonPath(path)));
        string order = $"ORDER BY {by} {direction}, id ASC";

        // Which entries first, by an index alone where one has the order; only those of the page are read.
        string chosen = $"SELECT rowid{where} {order} LIMIT {Bind(values, limit)} OFFSET {Bind(values, offset)}";
        string page = $"SELECT {Columns} FROM catalogue WHERE rowid IN ({chosen}) {order}";

        // Off the caller's scheduler: a scan of a large workspace may take a while.
        return Task.Run(
            () => database.Read(session =>
            {
                // One snapshot for both, so that the total fits the page.
                session.Statement("BEGIN").ExecuteNonQuery();
                try
                {
                    long total = session.Statement(count, counted).ExecuteScalar() as long? ?? 0;
                    return new CataloguePage([.. Load(session, page, [.. values])], total);
                }
                finally
                {
                    session.Statement("COMMIT").ExecuteNonQuery();
                }
            }),
            cancel);
    }

    private static string Condition(string kind, CatalogueTerm term, List<object?> values)
    {
        string text = Bind(values, term.Text);
        if (term.Column is { } column)
            return term.Operator == FilterOperator.Contains ? $"instr(lower({column}), lower({text})) > 0"
                : $"{column} {Symbol(term.Operator)} {text}";

        string number = Bind(values, term.Number);
        if (SqliteListIndex.Of(kind, term) is { } index) return index.Condition(Symbol(term.Operator), text, number);

        string path = Bind(values, JsonPath(term.Path));
        string type = $"json_type(document, {path})", value = $"json_extract(document, {path})";
        return term.Operator == FilterOperator.Contains
            ? $"""
              CASE {type} WHEN 'text' THEN instr(lower({value}), lower({text})) > 0 WHEN 'array' THEN EXISTS (
              SELECT 1 FROM json_each(document, {path}) AS element WHERE {Comparison("element.type", "element.value", "=", text, number)}) ELSE 0 END
              """
            : Comparison(type, value, Symbol(term.Operator), text, number);
    }

    private static string Comparison(string type, string value, string symbol, string text, string number)
    {
        string boolean = symbol == "=" ? $"{type} = {text}" : "0";
        return $"""
            CASE {type} WHEN 'integer' THEN coalesce({value} {symbol} {number}, 0) WHEN 'real' THEN coalesce({value} {symbol} {number}, 0)
            WHEN 'text' THEN {value} {symbol} {text} WHEN 'true' THEN {boolean} WHEN 'false' THEN {boolean} ELSE 0 END
            """;
    }

    /// <summary>NULL for what has no order; SQLite sorts NULL before numbers before text.</summary>
    private static string SortValue(string path) =>
        $"CASE WHEN json_type(document, {path}) IN ('integer', 'real', 'true', 'false', 'text') THEN json_extract(document, {path}) END";

    private static string Symbol(FilterOperator comparison) => comparison switch
    {
        FilterOperator.AtLeast => ">=",
        FilterOperator.AtMost => "<=",
        _ => "=",
    };

    private static string JsonPath(ImmutableArray<string> path) => "$" + string.Concat(path.Select(member => $".\"{member}\""));

    private static string Bind(List<object?> values, object? value)
    {
        values.Add(value);
        return $"@{values.Count - 1}";
    }

    private static List<CatalogueEntry> Load(SqliteSession session, string sql, ReadOnlySpan<object?> values)
    {
        using var reader = session.Statement(sql, values).ExecuteReader();
        var entries = new List<CatalogueEntry>();
        while (reader.Read())
        {
            entries.Add(new CatalogueEntry(
                reader.GetString(0), reader.GetString(1), reader.GetString(2),
                CatalogueTerms.Loaded(reader.GetString(3)), CatalogueTerms.Loaded(reader.GetString(4)), reader.GetString(5)));
        }

        return entries;
    }
}
