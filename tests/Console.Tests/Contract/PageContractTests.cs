using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.WebConsole.Pages.Models;
using Kolosal.WebConsole.Pages.Trust.Chaos;
using Kolosal.WebConsole.Pages.Trust.Governance;
using Kolosal.WebConsole.Pages.Trust.Registers;
using Kolosal.WebConsole.Pages.Watching.Parts;

namespace Kolosal.WebConsole.Contract;

/// <summary>What pages read and send, held against the API's own document: a page cannot read a member that nobody writes.</summary>
public class PageContractTests
{
    private static readonly ApiDocument Api = ApiDocument.Read();

    [Fact]
    public void Every_address_in_the_console_is_a_route() => None(
        from file in PageSource.All
        from address in file.Addresses()
        where !Api.Routes(address).Any() && Api.HasAnyBelow(address)
        select $"{file.File}: {address}");

    [Fact]
    public void Every_member_that_a_page_reads_is_written_by_a_route_that_it_asks()
    {
        None(PageSource.All.Where(file => !OpenAnswers.Concern(file)).SelectMany(file => Unknown(file)
            .Select(path => $"{file.File}: {path}")));

        // So that the rule above speaks of something.
        Assert.True(PageSource.All.Sum(file => file.Reads().Count()) > 500);
    }

    [Fact]
    public void What_is_read_of_a_document_is_a_member_of_that_document() => None(
        from file in PageSource.All
        from view in RazorTag.All(file.Text, "LoadingView")
        let variable = view["Context"] ?? Regex.Match(file.Text[view.End..], "<ChildContent\\s+Context=\"(\\w+)\"").Groups[1].Value
        let routes = file.Address(view["Path"]) is { } address ? Api.Routes(address).ToArray() : []
        where routes.Length > 0 && variable.Length > 0 && !routes.Any(OpenAnswers.Contains)
        where RazorTag.All(file.Text, "LoadingView").Count(other => other["Context"] == variable) <= 1
        where !file.Text.Contains($"JsonElement {variable}", StringComparison.Ordinal)
        let answers = routes.SelectMany(route => Api.Answers(route, "GET").Concat(OpenAnswers.Beside(Api, route))).ToArray()
        from path in file.ReadsOf(variable)
        where !answers.Any(answer => Api.At(answer, path).Any())
        select $"{file.File}: {variable} has no {path}");

    [Fact]
    public void A_column_shows_a_member_of_its_lists_items()
    {
        var tables = (
            from file in PageSource.All
            from table in RazorTag.All(file.Text, "ServerTable")
            where table["Columns"] is not null && file.Address(table["Path"]) is not null
            let routes = Api.Routes(file.Address(table["Path"])!).ToArray()
            where routes.Length > 0 && !routes.Any(OpenAnswers.Contains)
            from route in routes
            select (file, Columns: table["Columns"]!.TrimStart('@'), route, Items: Items(route))).ToArray();
        None(
            from table in tables
            from field in table.file.ColumnFields(table.Columns)
            where !table.Items.Any(item => Api.At(item, field).Any())
            select $"{table.file.File}: {table.route} has no {field}");
        Assert.True(tables.Length > 20, $"Only {tables.Length} tables were understood.");
    }

    [Fact]
    public void Every_button_sends_what_its_route_takes_and_asks_for_the_permission_of_its_route()
    {
        var rules = RouteTable.Rules.ToDictionary(rule => rule.Identity);
        var faults = new List<string>();
        int seen = 0;
        foreach (var file in PageSource.All)
        {
            foreach (var button in RazorTag.All(file.Text, "ActionButton").Concat(RazorTag.All(file.Text, "StatusActions")))
            {
                string method = button["Method"] ?? (button.Name == "StatusActions" ? "PATCH" : "POST");
                if (file.Address(button["Path"]) is not { } address || method.Contains('?')) continue;
                var routes = Api.Routes(address).ToArray();
                foreach (string route in routes)
                {
                    seen++;
                    string at = $"{file.File}: {method} {route}";
                    if (!Api.Has(route, method))
                    {
                        faults.Add($"{at} is no route");
                        continue;
                    }
                    var rule = rules[RouteRule.IdentityOf(method, route)];
                    if (!(button["Permission"] ?? "").StartsWith('@') && (button["Permission"] ?? "").Contains('.') && rule.Permission !=
                        button["Permission"])
                        faults.Add($"{at} needs {rule.Permission}, not {button["Permission"]}");
                    var requests = Api.Requests(route, method).ToArray();
                    if (button["Shape"] is not null) continue;
                    foreach (var (name, options) in file.Asked(button["Fields"])) faults.AddRange(Faults(at, requests, name, options));
                }
            }
        }
        None(faults);
        Assert.True(seen > 70, $"Only {seen} buttons were understood.");
    }

    [Fact]
    public void Forms_that_stand_in_code_ask_for_what_their_routes_take()
    {
        var forms = RegisterForms.All.SelectMany(form => new[] { (form.Address, "POST", form.New), ($"{form.Address}/*", "PATCH", form.All) })
            .Append(("/api/models/*/card", "PUT", CardForm.Words)).Append(("/api/compliance/evidence", "POST", SubmitEvidence.Asked));
        if (Api.Routes("/api/chaos/tests").Any()) forms = forms.Append(("/api/chaos/tests", "POST", ChaosForm.Fields));
        None(
            from form in forms
            from route in Api.Routes(form.Item1)
            let requests = Api.Requests(route, form.Item2).ToArray()
            from field in form.Item3
            from fault in Faults($"{form.Item2} {route}", requests, field.Name, field.Options)
            select fault);
    }

    /// <summary>A disclosure is decided, too, and is no record that somebody writes: the page about privacy has it.</summary>
    [Fact]
    public void A_register_of_the_console_stands_for_every_register_of_the_api() => Assert.Equal(
        RouteTable.Rules.Where(rule => rule.Method == "POST" && rule.Pattern.EndsWith("/decisions", StringComparison.Ordinal))
            .Select(rule => rule.Pattern.Split('/')[3]).Where(register => register != "disclosures").Order(),
        RegisterForms.All.Select(form => form.Path).Order());

    /// <summary>Reads of a file that no answer of its addresses, or of the pages that use it, has a member for.</summary>
    internal static IEnumerable<string> Unknown(PageSource file)
    {
        var routes = Asked(file, []).SelectMany(address => Api.Routes(address)).ToHashSet();
        if (routes.Count == 0) return [];
        var known = Api.Reach(routes.SelectMany(route => Api.Answers(route).Concat(OpenAnswers.Beside(Api, route)))).ToArray();
        return file.Reads().Where(path => !known.Any(schema => Api.At(schema, path).Any()));
    }

    /// <summary>The addresses behind a file: its own, those of the types it uses, and those of the pages that it is a part of.</summary>
    internal static IEnumerable<string> Asked(PageSource file, HashSet<PageSource> seen) => !seen.Add(file) ? []
        : Below(file, []).Concat(PageSource.All.Where(other => other.Uses(file)).SelectMany(other => Asked(other, seen)));

    private static IEnumerable<string> Below(PageSource file, HashSet<PageSource> seen) => !seen.Add(file) ? []
        : file.Addresses().Concat(PageSource.All.Where(other => other.File.EndsWith(".cs", StringComparison.Ordinal) && file.Uses(other))
            .SelectMany(other => Below(other, seen)));

    private static void None(IEnumerable<string> faults)
    {
        string all = string.Join('\n', faults.Distinct());
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<string> Faults(
        string at, System.Text.Json.JsonElement[] requests, string name, ImmutableArray<string> options)
    {
        var members = requests.SelectMany(request => Api.At(request, name)).ToArray();
        if (members.Length == 0) yield return $"{at} takes no {name}";
        var words = members.Select(Api.Words).Aggregate(ImmutableHashSet<string>.Empty, (all, some) => all.Union(some));
        foreach (string option in options.Where(option => words.Count > 0 && !words.Contains(option))) yield return $"{at}: {name} is never {option}";
    }

    private static System.Text.Json.JsonElement[] Items(string route) =>
        [.. Api.Answers(route, "GET").SelectMany(answer => Api.At(answer, "items")).SelectMany(Api.Elements)];
}
