using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal models list | show | promote | rollback | retire</c>.</summary>
internal static class ModelCommands
{
    private static readonly Argument<string> Id = new("model") { Description = "name, name:version or name@alias." };

    private static readonly Option<string> Note = new("--note", "-m") { Description = "Why, for the history.", Required = true };

    private static readonly Option<string?> Stage = new("--stage") { Description = "staging or active; active when left out." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Models of the list, 1 to 500.", DefaultValueFactory = _ => 20 };

    public static Command Create() => new("models", "Models, their versions and what serves.")
    {
        new ClientCommand("list", "The models of the workspace.", ListAsync, Limit),
        new ClientCommand("show", "A model with its versions.", ShowAsync, Id),
        new ClientCommand("promote", "Validates a version and makes it serve; the author may not be the approver.", PromoteAsync, Id, Stage, Note),
        new ClientCommand("rollback", "Makes the previous champion active again.", (work, cancel) => ChangeAsync(work, "rollback", cancel), Id, Note),
        new ClientCommand("retire", "Ends a version for good.", (work, cancel) => ChangeAsync(work, "retire", cancel), Id, Note),
    };

    private static async Task<int> ListAsync(ClientWork work, CancellationToken cancel)
    {
        var list = await work.Server.GetAsync($"/api/models?limit={work.Value(Limit)}", cancel);
        if (work.Json) work.Terminal.Document(list);
        else
            work.Terminal.Table(["model", "status", "active", "versions", "task", "trainer", "score"],
            [
                .. list.List("items").Select(model => new[]
                {
                    model.Text("name"), model.Text("suspended") == "True" ? "suspended" : model.Text("status"), model.Text("active"),
                    model.Text("versions"), model.Text("task"), model.Text("trainer"), model.Number("score"),
                }),
            ]);
        return 0;
    }

    private static async Task<int> ShowAsync(ClientWork work, CancellationToken cancel)
    {
        Show(work, await work.Server.GetAsync(Address(work), cancel));
        return 0;
    }

    private static async Task<int> PromoteAsync(ClientWork work, CancellationToken cancel)
    {
        await work.Server.PostAsync($"{Address(work)}/validate", new { }, cancel);
        object request = new { stage = work.Value(Stage) ?? "active", note = work.Value(Note) };
        Show(work, await work.Server.PostAsync($"{Address(work)}/promote", request, cancel));
        return 0;
    }

    private static async Task<int> ChangeAsync(ClientWork work, string change, CancellationToken cancel)
    {
        Show(work, await work.Server.PostAsync($"{Address(work)}/{change}", new { note = work.Value(Note) }, cancel));
        return 0;
    }

    private static string Address(ClientWork work) => $"/api/models/{Uri.EscapeDataString(work.Value(Id)!)}";

    private static void Show(ClientWork work, System.Text.Json.JsonElement model)
    {
        if (work.Json)
        {
            work.Terminal.Document(model);
            return;
        }
        work.Terminal.Line($"{model.Text("name")}  active {model.Text("active")}");
        work.Terminal.Table(["version", "status", "trainer", "score", "registered"],
        [
            .. model.List("versions").Select(version => new[]
            {
                version.Text("number"), version.Text("status"), version.Text("trainer"), version.Number("score"), version.Text("registered_at"),
            }),
        ]);
    }
}
