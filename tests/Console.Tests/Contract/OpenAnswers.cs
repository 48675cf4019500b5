using System.Text.Json;

namespace Kolosal.WebConsole.Contract;

/// <summary>Answers whose shape the API's document leaves open; what pages read of them is held against a real answer.</summary>
internal static class OpenAnswers
{
    private static readonly ApiDocument Api = ApiDocument.Read();

    private static readonly ImmutableHashSet<string> Routes =
        ["/api/compliance/report", "/api/audit/events", "/api/audit/predictions", "/api/audit/proof/{prediction_id}"];

    public static bool Contains(string route) => Routes.Contains(route);

    /// <summary>Whether anything that a file reads may come of an open answer.</summary>
    public static bool Concern(PageSource file) => PageContractTests.Asked(file, []).Any(address => Api.Routes(address).Any(Contains));

    /// <summary>What a route answers beside what its document says: a model's name is answered with the model, a version's with the
    /// version.</summary>
    public static IEnumerable<JsonElement> Beside(ApiDocument api, string route) => route == "/api/models/{id}" ? [api.Schema("ModelReport")] : [];
}
