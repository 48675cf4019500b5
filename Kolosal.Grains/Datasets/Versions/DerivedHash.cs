using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kolosal.Datasets;

/// <summary>Names a dataset by what it follows from: the same steps on the same rows under the same schema are the same dataset.</summary>
internal static class DerivedHash
{
    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    /// <param name="parent">SHA-256 of the parent.</param>
    /// <param name="columns">Its columns as declared: names, types, roles and readings decide what steps do.</param>
    /// <param name="madeBy">What sort of derivation.</param>
    /// <param name="recipe">All that decides it beside the parent; serialized.</param>
    public static string Of(string parent, ImmutableArray<DatasetColumn> columns, string madeBy, object recipe)
    {
        var declared = columns.Select(column => new { column.Name, column.Type, column.Role, column.Reading });
        string text = JsonSerializer.Serialize(new { parent, made_by = madeBy, declared, recipe }, WireJson.Options);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
