using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.Components;

namespace Kolosal.WebConsole.Components;

/// <summary>What pages that change something share: one action at a time, its refusal shown, everything stopped when the page is left.</summary>
public abstract class PageBase : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    [Inject]
    private protected ApiClient Api { get; set; } = default!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    protected PageBase() => Ended = _ended.Token;

    /// <summary>Signalled when the page is left; also read by actions that outlive it.</summary>
    protected CancellationToken Ended { get; }

    /// <summary>An action is under way.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Why the last action was refused; null when it was not.</summary>
    protected ApiProblemException? Problem { get; private set; }

    /// <summary>Runs an action unless one is under way.</summary>
    /// <returns>Whether it was carried out.</returns>
    protected async Task<bool> ActAsync(Func<Task> action)
    {
        if (Busy) return false;
        (Busy, Problem) = (true, null);
        StateHasChanged();
        try
        {
            await action();
            return true;
        }
        catch (ApiProblemException problem)
        {
            Problem = problem;
            return false;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Busy = false;
            StateHasChanged();
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
        GC.SuppressFinalize(this);
    }
}
