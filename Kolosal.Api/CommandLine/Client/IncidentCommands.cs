using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal incidents list | show | ack | resolve</c>.</summary>
internal static class IncidentCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "An incident (INC-…)." };

    private static readonly Option<string?> Status = new("--status") { Description = "open, investigating, mitigated, resolved or postmortem." };

    private static readonly Option<string?> Note = new("--note", "-m") { Description = "What was found or done." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Incidents of the list, 1 to 500.", DefaultValueFactory = _ => 20 };

    public static Command Create() => new("incidents", "Incidents.")
    {
        new ClientCommand("list", "Incidents, the latest first.", ListAsync, Status, Limit),
        new ClientCommand("show", "One incident with its timeline.", ShowAsync, Id),
        new ClientCommand("ack", "Takes an incident up: it is investigated.", (work, cancel) => ChangeAsync(work, "investigating", cancel), Id, Note),
        new ClientCommand("resolve", "Ends an incident.", (work, cancel) => ChangeAsync(work, "resolved", cancel), Id, Note),
    };

    private static async Task<int> ListAsync(ClientWork work, CancellationToken cancel)
    {
        string filter = work.Value(Status) is { } status ? $"&status={Uri.EscapeDataString(status)}" : "";
        var list = await work.Server.GetAsync($"/api/security/incidents?sort=-detected_at&limit={work.Value(Limit)}{filter}", cancel);
        if (work.Json) work.Terminal.Document(list);
        else
            work.Terminal.Table(["incident", "severity", "status", "type", "detected", "title"],
            [
                .. list.List("items").Select(one => new[]
                {
                    one.Text("id"), one.Text("severity"), one.Text("status"), one.Text("type"), one.Text("detected_at"), one.Text("title"),
                }),
            ]);
        return 0;
    }

    private static async Task<int> ShowAsync(ClientWork work, CancellationToken cancel)
    {
        Show(work, await work.Server.GetAsync(Address(work), cancel));
        return 0;
    }

    private static async Task<int> ChangeAsync(ClientWork work, string status, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"{Address(work)}/status")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { status, note = work.Value(Note) }, options: WireJson.Options),
        };
        using var answer = await work.Server.AskAsync(request, cancel);
        Show(work, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await answer.Content.ReadAsStringAsync(cancel)));
        return 0;
    }

    private static string Address(ClientWork work) => $"/api/security/incidents/{Uri.EscapeDataString(work.Value(Id)!)}";

    private static void Show(ClientWork work, System.Text.Json.JsonElement incident)
    {
        if (work.Json)
        {
            work.Terminal.Document(incident);
            return;
        }
        work.Terminal.Line($"{incident.Text("id")}  {incident.Text("severity")}  {incident.Text("status")}  {incident.Text("title")}");
        foreach (var happened in incident.List("timeline"))
            work.Terminal.Line($"{happened.Text("at")}  {happened.Text("actor")}  {happened.Text("what")}");
    }
}
