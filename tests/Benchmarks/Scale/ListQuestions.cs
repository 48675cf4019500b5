namespace Kolosal.Benchmarks;

/// <summary>What people and the console ask of long lists.</summary>
internal static class ListQuestions
{
    private const int PageRows = 50;

    /// <summary>Names and addresses; a deep page only where the list has it.</summary>
    public static IEnumerable<(string Name, string Path)> Of(StoreSize size)
    {
        yield return ("models, first page", "/api/models");
        yield return ("models, last page", $"/api/models?page={Math.Max(1, size.Models / PageRows)}");
        yield return ("models by status", "/api/models?status=draft");
        yield return ("models by name", "/api/models?sort=name");
        yield return ("models, search", "/api/models?name[contains]=l-000");
        yield return ("versions, first page", "/api/modelops/models");
        yield return ("overview of monitoring", "/api/monitoring/dashboard");
        yield return ("overview of trust", "/api/trust/overview");
        yield return ("runs, first page", "/api/runs?sort=-created_at");
        yield return ("runs, page 1000", $"/api/runs?sort=-created_at&page={Deep(size.Runs)}");
        yield return ("runs by state", "/api/runs?state=failed");
        yield return ("runs by dataset", "/api/runs?dataset_id=ds_007");
        yield return ("runs, search", "/api/runs?target[contains]=ris");
        yield return ("runs by score", "/api/runs?sort=-best_score");
        yield return ("audit, first page", "/api/audit/events");
        yield return ("audit, page 1000", $"/api/audit/events?page={Deep(size.Audit)}");
        yield return ("audit by action", "/api/audit/events?action=model.promote");
        yield return ("audit by model", $"/api/audit/events?model={LoadedStore.ModelName(0)}");
        yield return ("audit by actor", "/api/audit/events?actor=key_7");
        yield return ("audit by number", "/api/audit/events?sort=-seq");
        yield return ("audit of a month", "/api/audit/events?at[gte]=2026-01-02&at[lte]=2026-02-01");
        yield return ("audit, proof of an entry", $"/api/audit/entries/{size.Audit / 3}/proof");
    }

    private static int Deep(int entries) => Math.Clamp(entries / PageRows, 1, 1_000);
}
