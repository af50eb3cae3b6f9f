"""Ctrl-C and SIGTERM ask a training to save and stop; a second one stops it at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from seqtasks.errors import Interrupted


class StopRequest:
    """Context manager that notes SIGINT and SIGTERM instead of letting them strike mid-step."""

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> StopRequest:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._previous[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    @property
    def received(self) -> bool:
        """Whether a signal came."""
        return self.signal_number is not None

    def interrupted(self, how_to_go_on: str) -> Interrupted:
        """The error that ends the run with the signal's exit status."""
        number = self.signal_number or signal.SIGINT
        return Interrupted(f"{signal.Signals(number).name} received: {how_to_go_on}", number)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.received:
            raise KeyboardInterrupt
        self.signal_number = number
