using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Kolosal.WebConsole.Support;

/// <summary>One person's browser window.</summary>
internal sealed class Visit
{
    // A page of a loaded machine; nothing is judged by how long it takes.
    public const float Patience = 180_000;
    private readonly ConsoleServer _server;

    public Visit(ConsoleServer server, IPage page)
    {
        (_server, Page) = (server, page);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => { if (message.Type == "error") Errors.Add($"{page.Url}: {message.Text}"); };
        page.PageError += (_, error) => Errors.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>What the browser reported, violations of the content security policy among it.</summary>
    public List<string> Errors { get; } = [];

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync(_server.Url("sign-in"));
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.Keyboard.PressAsync("Enter");
        await HeadingAsync("Start");
    }

    /// <summary>Opens a page and waits until it has read what it shows.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(_server.Url(path));
        await SettleAsync();
    }

    public async Task SettleAsync()
    {
        await Page.Locator("h1").First.WaitForAsync();
        await Assertions.Expect(Page.GetByLabel("Loading", new() { Exact = true })).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    public Task HeadingAsync(string title) => Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title }))
        .ToBeVisibleAsync(new() { Timeout = Patience });

    /// <summary>Rules of accessibility (WCAG 2, axe's best practices) that the page breaks, with where.</summary>
    public async Task<string[]> BrokenRulesAsync()
    {
        var found = await Page.RunAxe(new() { ResultTypes = [ResultType.Violations] }); // what is passed need not be written out
        return [.. found.Violations.Select(rule => $"{Page.Url}: {rule.Id} at {string.Join(", ", rule.Nodes.Take(3).Select(node => node.Html))}")];
    }

    /// <summary>Waits for the page and holds it to the rules of accessibility.</summary>
    public async Task CleanAsync()
    {
        await SettleAsync();
        string broken = string.Join('\n', await BrokenRulesAsync());
        Assert.True(broken.Length == 0, broken);
    }

    /// <summary>Writes into the fields of the dialog that is open.</summary>
    public async Task FillAsync(params (string Label, string Text)[] fields)
    {
        var dialog = Page.GetByRole(AriaRole.Dialog);
        foreach (var (label, text) in fields)
            await dialog.GetByLabel(new System.Text.RegularExpressions.Regex($"^{label}( \\(optional\\))?$")).FillAsync(text);
    }

    /// <summary>Presses the dialog's button and waits until it is closed.</summary>
    public async Task ConfirmAsync(string action)
    {
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    /// <summary>An action that needs no more than to be confirmed.</summary>
    public async Task DoAsync(string action)
    {
        await Button(action).ClickAsync();
        await ConfirmAsync(action);
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>Waits, with much patience, until something can be seen.</summary>
    public static Task SeesAsync(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync(new() { Timeout = Patience });
}
