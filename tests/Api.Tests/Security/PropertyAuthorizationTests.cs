using System.Text.Json.Nodes;
using Kolosal.Access;

namespace Kolosal.Api.Tests.Security;

/// <summary>API3:2023, broken object property level authorization: no member is taken that the contract does not name, and no secret is
/// answered.</summary>
[Collection(SecurityCollection.Name)]
public sealed class PropertyAuthorizationTests(SecurityApi host)
{
    /// <summary>What records have and callers would like to set.</summary>
    private static readonly string[] Coveted =
        ["workspace", "created_by", "created_at", "revision", "is_admin", "permissions", "approved_by", "owner", "state", "__proto__"];

    [Fact]
    public async Task A_member_that_the_contract_does_not_name_is_refused_by_every_operation()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        var wrong = new List<string>();
        int asked = 0;
        foreach (var operation in host.WithBody)
        {
            var named = operation.Body!["properties"]!.AsObject();
            if (operation.Body["additionalProperties"] is JsonObject) continue;
            foreach (string member in Coveted.Where(name => !named.ContainsKey(name)).Skip(asked % 4).Take(3))
            {
                var body = host.BodyOf(operation);
                body[member] = "admin";
                using var answer = await admin.SendAsync(SecurityApi.Message(operation, host.AddressOf(operation), body));
                string text = await answer.Content.ReadAsStringAsync();

                // Where the address names no record, the body is of no interest.
                if ((int)answer.StatusCode == 404) continue;
                asked++;
                if ((int)answer.StatusCode is not (400 or 403 or 422)
                    || ((int)answer.StatusCode != 403 && !text.Contains(member, StringComparison.Ordinal)))
                    wrong.Add($"{operation.Method} {operation.Path} took '{member}': {(int)answer.StatusCode} {text}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(asked, 200, int.MaxValue);
    }

    [Fact]
    public async Task No_answer_of_any_get_holds_a_secret()
    {
        using var admin = host.As(Role.Admin, SecurityApi.Owner);
        string master = (await File.ReadAllTextAsync(Path.Combine(host.DataDirectory, "keys", "master.key"))).Trim();
        string[] secrets =
        [
            SecurityApi.WebhookSecret, SecurityApi.WebhookSecret["whsec_".Length..], host.MadeKey[(host.MadeKey.LastIndexOf('_') + 1)..], master,
            ApiHost.AdminKey[(ApiHost.AdminKey.LastIndexOf('_') + 1)..], ApiHost.OperatorKey[(ApiHost.OperatorKey.LastIndexOf('_') + 1)..],
        ];
        int read = 0;
        foreach (var operation in host.Operations.Where(operation => operation.Method == "GET"))
        {
            if (operation.Path.EndsWith("/events", StringComparison.Ordinal) || operation.Path == "/api/audit/changes") continue; // without end
            using var answer = await admin.GetAsync(host.AddressOf(operation));
            if (!answer.IsSuccessStatusCode) continue;
            read++;
            string text = await answer.Content.ReadAsStringAsync();
            Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{operation.Path} shows a secret."));
        }
        Assert.InRange(read, 60, int.MaxValue);
    }

    [Fact]
    public async Task A_caller_cannot_give_itself_a_role_or_another_workspace_by_what_it_makes()
    {
        using var trainer = host.As(Role.Trainer, SecurityApi.Owner);
        foreach (string body in (string[])["""{"name":"mine","roles":["admin"]}""", """{"name":"mine","roles":["trainer"],"workspace":"default"}"""])
        {
            using var refused = await trainer.PostAsync("/api/security/api-keys", ApiHost.Json(body));
            Assert.Equal(403, (int)refused.StatusCode);
        }
        using var whoami = await trainer.GetAsync("/api/security/whoami");
        var known = JsonNode.Parse(await whoami.Content.ReadAsStringAsync())!;
        Assert.Equal(SecurityApi.Owner, (string)known["workspace"]!);
    }
}
