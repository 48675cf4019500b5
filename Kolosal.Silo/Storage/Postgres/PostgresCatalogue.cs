using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Storage.Catalogue;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>The catalogue in PostgreSQL. Statements are put together from the fragments below; everything a caller says is a bound value.</summary>
internal sealed class PostgresCatalogue(PostgresDatabase database) : ICatalogue
{
    private const string Columns = "workspace, kind, id, created_at, updated_at, document";

    private const string Upsert =
        $"""
        INSERT INTO catalogue ({Columns}, search) VALUES ($1, $2, $3, $4, $5, $6::json, $7::jsonb)
        ON CONFLICT (workspace, kind, id) DO UPDATE
        SET created_at = excluded.created_at, updated_at = excluded.updated_at, document = excluded.document, search = excluded.search
        """;

    private const string Delete = "DELETE FROM catalogue WHERE workspace = $1 AND kind = $2 AND id = $3";
    private const string Select = $"SELECT {Columns} FROM catalogue WHERE workspace = $1 AND kind = $2 AND id = $3";

    public Task UpsertAsync(CatalogueEntry entry, CancellationToken cancel)
    {
        string document = CatalogueDocument.Checked(entry.Document);

        // jsonb cannot hold the character NUL, so that filters see the replacement character in its place; the document keeps it.
        string search = document.Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);
        return ExecuteAsync(
            Upsert, cancel, entry.Workspace, entry.Kind, entry.Id,
            CatalogueTerms.Stored(entry.CreatedAt), CatalogueTerms.Stored(entry.UpdatedAt), document, search);
    }

    public Task RemoveAsync(string workspace, string kind, string id, CancellationToken cancel) => ExecuteAsync(Delete, cancel, workspace, kind, id);

    public async Task<CatalogueEntry?> FindAsync(string workspace, string kind, string id, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        return (await LoadAsync(connection, Select, [workspace, kind, id], cancel)).SingleOrDefault();
    }

    public async Task<CataloguePage> QueryAsync(CatalogueQuery query, CancellationToken cancel)
    {
        var (offset, limit) = CatalogueTerms.Page(query);
        var values = new List<object> { query.Workspace, query.Kind };
        var where = new StringBuilder(" FROM catalogue WHERE workspace = $1 AND kind = $2");
        foreach (var term in CatalogueTerms.Filters(query)) where.Append(" AND ").Append(Condition(term, values));
        string count = $"SELECT count(*){where}";
        object[] counted = [.. values];

        var (column, path, descending) = CatalogueTerms.Sort(query.Sort);
        string direction = descending ? "DESC" : "ASC";
        string order = column is null ? SortKeys(Bind(values, path.ToArray()), direction) : $"{column} {direction}";
        string page = $"SELECT {Columns}{where} ORDER BY {order}, id ASC LIMIT {Bind(values, limit)} OFFSET {Bind(values, offset)}";

        await using var connection = await database.Source.OpenConnectionAsync(cancel);

        // One snapshot for both, so that the total fits the page.
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await using var counting = Command(connection, count, counted);
        long total = (long)(await counting.ExecuteScalarAsync(cancel))!;
        var items = await LoadAsync(connection, page, [.. values], cancel);
        await snapshot.CommitAsync(cancel);
        return new CataloguePage([.. items], total);
    }

    private static string Condition(CatalogueTerm term, List<object> values)
    {
        string text = term.Text.Replace('\0', '\ufffd');
        if (term.Column is { } column)
        {
            string value = Bind(values, text);
            return term.Operator switch
            {
                FilterOperator.Contains => HasText(column, value),
                FilterOperator.AtLeast => $"{column} >= {value}",
                FilterOperator.AtMost => $"{column} <= {value}",
                _ => $"{column} = {value}",
            };
        }

        if (term.Operator == FilterOperator.Equal)
            return "(" + string.Join(" OR ", Meanings(term, text).Select(node => Holds(node, term.Path, values))) + ")";

        string path = Bind(values, term.Path.ToArray()), found = $"search #>> {path}", bound = Bind(values, text);
        string type = $"jsonb_typeof(search #> {path})";
        if (term.Operator == FilterOperator.Contains)
        {
            var elements = Meanings(term, text).Select(node => Holds(new JsonArray(node), term.Path, values));
            return $"(CASE {type} WHEN 'string' THEN {HasText($"({found})", bound)} WHEN 'array' THEN {string.Join(" OR ", elements)} ELSE false "
                + "END)";
        }

        string symbol = term.Operator == FilterOperator.AtLeast ? ">=" : "<=";
        string number = term.Number is { } parsed ? $"({found})::numeric {symbol} {Bind(values, Number(parsed))}::numeric" : "false";
        return $"(CASE {type} WHEN 'number' THEN {number} WHEN 'string' THEN ({found}) COLLATE \"C\" {symbol} {bound} ELSE false END)";
    }

    /// <summary>What a value may stand for in a document: itself as text, a number, a boolean.</summary>
    private static IEnumerable<JsonNode> Meanings(CatalogueTerm term, string text)
    {
        yield return JsonValue.Create(text)!;
        if (term.Number is { } number) yield return JsonNode.Parse(Number(number))!;
        if (text is "true" or "false") yield return JsonValue.Create(text == "true");
    }

    /// <summary>Containment, which the index serves: the document has this value at this path.</summary>
    private static string Holds(JsonNode value, ImmutableArray<string> path, List<object> values)
    {
        for (int i = path.Length - 1; i >= 0; i--) value = new JsonObject { [path[i]] = value };
        return $"search @> {Bind(values, value.ToJsonString())}::jsonb";
    }

    private static string HasText(string where, string what) => $"position(lower({what} COLLATE \"C\") IN lower({where} COLLATE \"C\")) > 0";

    private static string SortKeys(string path, string direction) =>
        $"""
        CASE jsonb_typeof(search #> {path}) WHEN 'number' THEN 1 WHEN 'boolean' THEN 1 WHEN 'string' THEN 2 ELSE 0 END {direction},
        CASE jsonb_typeof(search #> {path})
            WHEN 'number' THEN (search #>> {path})::numeric
            WHEN 'boolean' THEN (search #> {path})::boolean::integer END {direction},
        CASE jsonb_typeof(search #> {path}) WHEN 'string' THEN search #>> {path} END COLLATE "C" {direction}
        """;

    private static string Number(double number) => JsonSerializer.Serialize(number);

    private static string Bind(List<object> values, object value)
    {
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task<List<CatalogueEntry>> LoadAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancel)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var entries = new List<CatalogueEntry>();
        while (await reader.ReadAsync(cancel))
        {
            entries.Add(new CatalogueEntry(
                reader.GetString(0), reader.GetString(1), reader.GetString(2),
                CatalogueTerms.Loaded(reader.GetString(3)), CatalogueTerms.Loaded(reader.GetString(4)), reader.GetString(5)));
        }

        return entries;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
