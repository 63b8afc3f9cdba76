import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { cancelCountSheetRoute } from './cancel-count-sheet.ts';
import { cancelTransferRoute } from './cancel-transfer.ts';
import { closeTransferRoute } from './close-transfer.ts';
import { createCountSheetRoute } from './create-count-sheet.ts';
import { createTransferRoute } from './create-transfer.ts';
import { editTransferRoute } from './edit-transfer.ts';
import { getCountSheetRoute } from './get-count-sheet.ts';
import { getTransferRoute } from './get-transfer.ts';
import { listCountSheetsRoute } from './list-count-sheets.ts';
import { listTransferPartnersRoute } from './list-transfer-partners.ts';
import { listTransfersRoute } from './list-transfers.ts';
import { postCountSheetRoute } from './post-count-sheet.ts';
import { receiveTransferRoute } from './receive-transfer.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';
import { saveCountsRoute } from './save-counts.ts';
import { shipTransferRoute } from './ship-transfer.ts';

export const handler = lambda(
  [
    recordAdjustmentRoute,
    listTransfersRoute,
    listTransferPartnersRoute,
    getTransferRoute,
    createTransferRoute,
    editTransferRoute,
    shipTransferRoute,
    receiveTransferRoute,
    closeTransferRoute,
    cancelTransferRoute,
    listCountSheetsRoute,
    getCountSheetRoute,
    createCountSheetRoute,
    saveCountsRoute,
    postCountSheetRoute,
    cancelCountSheetRoute,
  ],
  () => platform(httpBudget, { bus: openBus, wakes: openWakes }),
);
